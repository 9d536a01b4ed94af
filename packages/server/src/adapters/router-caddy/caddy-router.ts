import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SluiceError } from "@sluice/contract";
import type { Router, RouteTarget } from "../../core/ports/router.ts";
import { supervise } from "../../supervise/supervise.ts";
import type { Supervised, SuperviseEvent } from "../../supervise/supervise.ts";
import { CaddyAdmin } from "./caddy-admin.ts";
import { caddyConfig } from "./caddy-config.ts";
import { RouteTable } from "./route-table.ts";

export interface CaddyRouterOptions {
  /** The `caddy` binary. */
  readonly binary: string;
  /** DIR/router. */
  readonly directory: string;
  /** `host:port` that takes requests. */
  readonly listen: string;
  /** See CaddySettings. Default: none. */
  readonly trustedProxies?: readonly string[];
  /** Throws when somebody else listens there: Caddy would share the address with another Caddy, a request each. */
  readonly mustBeFree?: () => Promise<void>;
  readonly onEvent: (event: SuperviseEvent) => void;
}

const pollMs = 20;
/** So long must no request be seen: one that read the table just before a change is counted only when it is sent on. */
const quietMs = 300;
const longestSocketPath = 107;

class CaddyRouter implements Router, AsyncDisposable {
  readonly program: Supervised;
  readonly #table: RouteTable;
  readonly #admin: CaddyAdmin;

  constructor(program: Supervised, table: RouteTable, admin: CaddyAdmin) {
    this.program = program;
    this.#table = table;
    this.#admin = admin;
  }

  set(target: RouteTarget): Promise<void> {
    return this.#table.set(target);
  }

  remove(host: string): Promise<void> {
    return this.#table.remove(host);
  }

  list(): Promise<readonly RouteTarget[]> {
    return this.#table.list();
  }

  async replaceAll(targets: readonly RouteTarget[]): Promise<void> {
    const before = new Map((await this.list()).map((target) => [target.host, target.addresses.join()]));
    for (const target of targets) {
      if (before.get(target.host) !== target.addresses.join()) await this.set(target);
      before.delete(target.host);
    }
    for (const host of before.keys()) await this.remove(host);
  }

  async drained(address: string, timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    let busy = performance.now();
    while (performance.now() < deadline) {
      if ((await this.#underWay(address)) > 0) busy = performance.now();
      else if (performance.now() - busy >= quietMs) return;
      await delay(Math.min(pollMs, Math.max(0, deadline - performance.now())));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.program.stop();
    await this.#admin[Symbol.asyncDispose]();
  }

  async detach(): Promise<void> {
    await this.program.detach();
    await this.#admin[Symbol.asyncDispose]();
  }

  async #underWay(address: string): Promise<number> {
    try {
      return await this.#admin.underWay(address);
    } catch (error) {
      // A Caddy that died has no request under way; whether it lives is the supervisor's care.
      if (error instanceof Error && "code" in error && (error.code === "ECONNREFUSED" || error.code === "ENOENT")) return 0;
      throw error;
    }
  }
}

/** The router with the process behind it. Disposing stops Caddy; detach() leaves it serving. */
export type RunningCaddyRouter = CaddyRouter;

/** Starts or adopts Caddy. A restarted Caddy has its routes at once: they are files. */
export async function caddyRouter(options: CaddyRouterOptions): Promise<RunningCaddyRouter> {
  const { listen, trustedProxies = [] } = options;
  const directory = resolve(options.directory);
  const socket = join(directory, "admin.sock");
  if (Buffer.byteLength(socket) > longestSocketPath)
    throw new SluiceError(
      "invalid-request",
      `the data directory's path is too long for a socket: ${socket} has over ${longestSocketPath} bytes`,
    );
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const table = new RouteTable(directory);
  await table.open();
  const configuration = JSON.stringify(caddyConfig({ listen, directory, socket, hosts: table.directory, trustedProxies }));
  const configFile = join(directory, "caddy.json");
  await writeFile(configFile, configuration, { mode: 0o600 });
  const admin = new CaddyAdmin(socket);
  const program = await supervise({
    name: "caddy",
    command: options.binary,
    args: ["run", "--config", configFile],
    env: { HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory },
    directory,
    configuration,
    async prepare() {
      await options.mustBeFree?.();
      await rm(socket, { force: true });
    },
    ready: () => admin.answers(),
    onEvent: options.onEvent,
  });
  return new CaddyRouter(program, table, admin);
}
