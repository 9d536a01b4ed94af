import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Installation } from "./installation.ts";
import { docker } from "./containers.ts";

/** Runs of an installation that its engine started, as it says itself: each start by the run's key, `run-7-1`. */
export interface Starts extends AsyncDisposable {
  readonly keys: readonly string[];
}

/** Listens to the engine; what was started before is not heard. */
export async function watchStarts(on: Installation): Promise<Starts> {
  const installation = readFileSync(join(on.directory, "installation"), "utf8").trim();
  const filters = ["type=container", "event=start", "label=sluice.kind=run", `label=sluice.installation=${installation}`];
  // from a moment ago on, so that it does not matter when the engine begins to tell
  const since = await docker("info", "--format", "{{.SystemTime}}");
  const child = spawn(
    "docker",
    ["events", "--since", since, ...filters.flatMap((one) => ["--filter", one]), "--format", '{{index .Actor.Attributes "sluice.run"}}'],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const keys: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => keys.push(line));
  const ended = new Promise((resolve) => child.once("close", resolve));
  return {
    keys,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
