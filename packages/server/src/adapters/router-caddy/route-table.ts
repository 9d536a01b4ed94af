import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "@sluice/contract";
import type { RouteTarget } from "../../core/ports/router.ts";

/** Caddy's configuration has one route for each number of addresses up to this. */
export const mostAddresses = 20;
const inOneName = 10;
const hostShape = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/;
const addressShape = /^\d{1,3}(\.\d{1,3}){3}:\d{1,5}$/;
const lastSequence = 9e15;
/** A request reads the names in several steps; on a busy machine seconds may lie between two of them. */
const lingerMs = 5000;

function check({ host, addresses }: RouteTarget): void {
  if (!hostShape.test(host)) throw new SluiceError("internal", `"${host}" is not a host name that can be routed`);
  const wrong = addresses.find((address) => !addressShape.test(address));
  if (wrong !== undefined) throw new SluiceError("internal", `"${wrong}" is not an address of the form ip:port`);
  if (addresses.length > mostAddresses)
    throw new SluiceError("internal", `${host} has ${addresses.length} addresses; ${mostAddresses} can be routed`);
}

/**
 * The routes, as names in the file system: HOSTS/<host>/<entry>/<file>, where the addresses are in the names.
 * Caddy looks at them for each request, so that a change needs no new configuration (docs/decisions has the figures).
 * Entries of one host sort newest first; those before stay a while, for requests that have listed them already.
 */
export class RouteTable {
  readonly directory: string;
  readonly #staging: string;
  #sequence = Date.now() * 1000;

  constructor(directory: string) {
    this.directory = join(directory, "hosts");
    this.#staging = join(directory, "staging");
  }

  async open(): Promise<void> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    await rm(this.#staging, { recursive: true, force: true });
    await mkdir(this.#staging, { mode: 0o700 });
    for (const host of await readdir(this.directory)) {
      const [newest] = (await readdir(join(this.directory, host))).toSorted();
      if (newest !== undefined) await this.#removeBefore(host, newest);
      // A clock that went back must not make new entries sort behind old ones.
      if (newest !== undefined) this.#sequence = Math.max(this.#sequence, lastSequence - Number.parseInt(newest, 10));
    }
  }

  async set(target: RouteTarget): Promise<void> {
    check(target);
    this.#sequence += 1;
    const first = target.addresses.length > inOneName ? target.addresses.slice(0, inOneName) : [];
    const rest = target.addresses.slice(first.length);
    const entry = [String(lastSequence - this.#sequence).padStart(16, "0"), ...first].join(",");
    const staged = await mkdtemp(join(this.#staging, "entry-"));
    await writeFile(join(staged, rest.join(",") || "none"), "");
    const host = join(this.directory, target.host);
    await mkdir(host, { recursive: true, mode: 0o700 });
    await rename(staged, join(host, entry));
    setTimeout(() => void this.#removeBefore(target.host, entry), lingerMs).unref();
  }

  /** An entry that cannot be removed does no harm: the next change of the host, or the next start, tries again. */
  async #removeBefore(host: string, entry: string): Promise<void> {
    const directory = join(this.directory, host);
    const entries = await readdir(directory).catch(() => []);
    const old = entries.toSorted().filter((name) => name > entry);
    await Promise.allSettled(old.map((name) => rm(join(directory, name), { recursive: true, force: true })));
  }

  async remove(host: string): Promise<void> {
    check({ host, addresses: [] });
    const staged = await mkdtemp(join(this.#staging, "removed-"));
    try {
      await rename(join(this.directory, host), staged);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    }
    await rm(staged, { recursive: true, force: true });
  }

  async list(): Promise<readonly RouteTarget[]> {
    const hosts = (await readdir(this.directory)).toSorted();
    const targets: RouteTarget[] = [];
    for (const host of hosts) {
      const addresses = await this.#newest(host);
      if (addresses !== null) targets.push({ host, addresses });
    }
    return targets;
  }

  async #newest(host: string): Promise<readonly string[] | null> {
    const [entry] = (await readdir(join(this.directory, host))).toSorted();
    if (entry === undefined) return null;
    const names = [...entry.split(",").slice(1), ...(await readdir(join(this.directory, host, entry))).join().split(",")];
    return names.filter((name) => addressShape.test(name));
  }
}
