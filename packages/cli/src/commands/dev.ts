import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Context } from "../command.ts";
import { toolName } from "../connection.ts";
import { developing } from "../dev/developing.ts";
import { freePort } from "../dev/free-port.ts";
import { startLocalServer, untilBaseImages } from "../dev/local-server.ts";
import { cacheOfCheckout } from "../dev/shared-cache.ts";
import { step } from "../dev/progress.ts";
import { Failure, usage } from "../failure.ts";
import type { Input } from "../input.ts";
import { nameOfDirectory } from "../name-of-directory.ts";

const usualPort = 8080;

export async function run(input: Input, context: Context): Promise<number> {
  const { environment, out } = context;
  const directory = resolve(context.directory, input.arg(0) ?? ".");
  if (!existsSync(directory)) throw usage(`There is no directory ${directory}.`, "Name the one that has your code: sluice dev DIR");
  const named = input.text("name") ?? nameOfDirectory(directory);
  if (named === null) throw usage(`The directory's name makes no tool's name: ${directory}`, "Give one: sluice dev --name NAME");
  const tool = toolName(named);
  const routerPort = await portFor(input.count("port", 1, 65_535));
  const port = await freePort(0);
  if (port === null) throw new Failure("wrong-state", "There is no free port on 127.0.0.1.", "End what listens there, then try again.");
  const place = join(environment.stateDirectory, "dev", `${tool}-${createHash("sha256").update(directory).digest("hex").slice(0, 8)}`);
  const interrupt = new AbortController();
  const end = (): void => interrupt.abort();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, end);
  await using ends = new AsyncDisposableStack();
  try {
    const cache = cacheOfCheckout(environment.cache);
    const server = await step(out, "server", () => startLocalServer({ data: place, cache, port, routerPort }, interrupt.signal));
    ends.defer(() => server.stop());
    await step(out, "base images", (note) => untilBaseImages(server.connection.call, note, interrupt.signal));
    const envFile = resolve(directory, input.text("env-file") ?? ".env");
    const work = developing({ server, tool, directory, envFile, repository: `${place}.git`, out }, interrupt.signal);
    await Promise.race([work, server.died]);
    return 0;
  } catch (error) {
    // Whatever was under way when Ctrl-C came was broken off on purpose.
    if (!interrupt.signal.aborted) throw error;
    return 0;
  } finally {
    if (interrupt.signal.aborted) out.note("\nstopping: the tool, router, registry and server of this directory");
    await ends.disposeAsync();
    for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.off(name, end);
  }
}

/** The port that was asked for, else the usual one, else any. */
async function portFor(asked: number | undefined): Promise<number> {
  const found = asked === undefined ? ((await freePort(usualPort)) ?? (await freePort(0))) : await freePort(asked);
  if (found !== null) return found;
  throw new Failure("wrong-state", `Something listens on port ${asked} already.`, "Give another with --port.");
}
