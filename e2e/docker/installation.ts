import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./until.ts";

const root = join(import.meta.dirname, "..", "..");

/** One installation of the product, as a process of its own in a directory of its own. */
export interface Installation extends AsyncDisposable {
  readonly directory: string;
  readonly api: string;
  readonly token: string;
  readonly routerPort: number;
  /** Starts the server (again) and waits until it is ready. */
  start(): Promise<void>;
  /** kill -9 of the server alone. */
  kill(): Promise<void>;
  terminate(): Promise<number | null>;
  log(): string;
  pid(): number;
}

export interface InstallationOptions {
  readonly directory?: string;
  readonly flags?: readonly string[];
  /** Listens on every address of the machine, not on loopback alone. */
  readonly everywhere?: boolean;
  /** One more server of this installation, which stands by: only its own API address differs. */
  readonly beside?: Installation;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === "object" ? resolve(address.port) : reject(new Error("no port"))));
    });
  });
}

function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => child.once("exit", (code) => resolve(code)));
}

export async function install(options: InstallationOptions = {}): Promise<Installation> {
  const cache = process.env["SLUICE_TEST_CACHE"];
  if (cache === undefined) throw new Error("SLUICE_TEST_CACHE is not set: run these tests by npm test");
  const { beside } = options;
  const directory = beside?.directory ?? options.directory ?? mkdtempSync(join(tmpdir(), "sluice-e2e-"));
  const [apiPort, routerPort] = [await freePort(), beside?.routerPort ?? (await freePort())];
  const api = `http://127.0.0.1:${apiPort}`;
  const host = options.everywhere === true ? "0.0.0.0" : "127.0.0.1";
  const flags = ["--data", directory, "--cache", cache, "--listen", `${host}:${apiPort}`, "--router-listen", `${host}:${routerPort}`];
  const logFile = beside === undefined ? `${directory}.log` : `${directory}.${apiPort}.log`;
  let child: ChildProcess | null = null;

  async function start(): Promise<void> {
    const log = openSync(logFile, "a");
    const begun = spawn(
      process.execPath,
      [join(root, "packages/server/src/main.ts"), ...flags, "--on-exit", "stop", ...(options.flags ?? [])],
      {
        stdio: ["ignore", log, log],
      },
    );
    closeSync(log);
    child = begun;
    await until("the server is ready", 120_000, async () => {
      if (begun.exitCode !== null || begun.signalCode !== null)
        throw new Error(`the server ended with ${begun.exitCode ?? begun.signalCode}:\n${readFileSync(logFile, "utf8").slice(-3000)}`);
      // a look that is not answered must not hide that the server has ended
      return (await fetch(`${api}/readyz`, { signal: AbortSignal.timeout(5000) }).catch(() => null))?.ok === true;
    });
  }
  async function signal(name: NodeJS.Signals): Promise<number | null> {
    if (child === null) return null;
    child.kill(name);
    return exited(child);
  }

  await start();
  return {
    directory,
    api,
    routerPort,
    get token() {
      return readFileSync(join(directory, "admin-token"), "utf8").trim();
    },
    start,
    kill: async () => {
      await signal("SIGKILL");
    },
    terminate: () => signal("SIGTERM"),
    log: () => readFileSync(logFile, "utf8"),
    pid: () => child?.pid ?? 0,
    async [Symbol.asyncDispose]() {
      const isOver = child !== null && (child.exitCode !== null || child.signalCode !== null);
      if (beside === undefined && isOver) await start();
      if (beside === undefined || !isOver) await signal("SIGTERM");
      if (beside === undefined) rmSync(directory, { recursive: true, force: true });
      rmSync(logFile, { force: true });
    },
  };
}
