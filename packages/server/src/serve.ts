import { existsSync, readFileSync } from "node:fs";
import { flushCompileCache } from "node:module";
import { availableParallelism } from "node:os";
import { SluiceError } from "@sluice/contract";
import { storeAnswers } from "./adapters/store-sql/answers.ts";
import { storeAddress } from "./adapters/store-sql/open.ts";
import { loadConfig } from "./config/load.ts";
import { exitSoon } from "./exit-soon.ts";
import { openDataDirectory } from "./data-directory/open.ts";
import { standBy } from "./stand-by/stand-by.ts";
import { startServer } from "./start-server.ts";

const usage = 2;
const platform = 4;
/** Nothing is lost by an end at any line: a stop is not waited for longer than this. */
const stopMs = 20_000;
const say = (text: string): void => console.error(`sluice serve: ${text}`);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads the configuration and serves until a signal; the exit code. */
async function serveUntilStopped(): Promise<number> {
  const values = loadConfig({
    argv: process.argv.slice(2),
    env: process.env,
    readFile: (path) => readFileSync(path, "utf8"),
    exists: existsSync,
    isRoot: process.getuid?.() === 0,
    cores: availableParallelism(),
  });
  const stopped = new Promise<void>((resolve) => {
    // A second Ctrl-C ends at once; a second SIGTERM (a parent that dies may cause two) does not cut the stop short.
    process.on("SIGTERM", () => resolve());
    process.once("SIGINT", () => resolve());
  });
  void stopped.then(() => exitSoon(stopMs, say));
  const ended = new AbortController();
  void stopped.then(() => ended.abort());
  const turn = values["stand-by"]
    ? await standBy(values, () => storeAnswers(storeAddress(values.database, values.data)), say, ended.signal)
    : { directory: await openDataDirectory(values.data) };
  if (turn === null) return 0;
  await using _server = await startServer(values, turn, (error) =>
    exitSoon(stopMs, (text) => say(`${messageOf(error)} ${text}`), platform),
  );
  // Written now, or a server that is killed leaves the next start as slow as the first.
  flushCompileCache();
  await stopped;
  return 0;
}

export async function serve(): Promise<number> {
  try {
    return await serveUntilStopped();
  } catch (error) {
    if (!(error instanceof SluiceError)) throw error;
    say(error.message);
    return error.code === "invalid-request" ? usage : platform;
  }
}
