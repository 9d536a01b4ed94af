import { existsSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { SluiceError } from "@sluice/contract";
import { systemClock } from "../adapters/clock-system/clock.ts";
import { loadConfig } from "../config/load.ts";
import type { PassResult } from "../core/reconcile/one-pass.ts";
import { apply } from "./apply.ts";
import { readArguments } from "./arguments.ts";

/** As for every command: 0 done, 1 something is not as it should be, 2 usage, 4 the platform. */
const exits = { done: 0, unwell: 1, usage: 2, platform: 4 } as const;

async function main(): Promise<number> {
  const { directory, remove, flags } = readArguments(process.argv.slice(2));
  const values = loadConfig({
    argv: flags,
    env: process.env,
    readFile: (path) => readFileSync(path, "utf8"),
    exists: existsSync,
    isRoot: process.getuid?.() === 0,
    cores: availableParallelism(),
  });
  const stopping = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => stopping.abort());
  const say = (text: string): void => console.log(`  ${text}`);
  const wish = { directory: directory === null ? null : resolve(directory), remove };
  const { tools, components } = await apply(values, wish, systemClock, say, stopping.signal);
  const results = [...components.map((one) => lineOf("component ", one)), ...tools.map((one) => lineOf("", one))];
  for (const line of results) console.log(line);
  const unwell = [...components, ...tools].filter(({ condition }) => condition.state !== "done");
  console.log(unwell.length === 0 ? "All is as it should be." : `${unwell.length} of ${results.length} are not as they should be.`);
  return unwell.length === 0 ? exits.done : exits.unwell;
}

function lineOf(kind: string, { name, condition }: PassResult): string {
  return `${kind}${name}: ${condition.state === "done" ? "" : `${condition.state}: `}${condition.reason}`;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof SluiceError)) throw error;
  console.error(`sluice apply: ${error.message}`);
  process.exitCode = error.code === "invalid-request" ? exits.usage : exits.platform;
}
