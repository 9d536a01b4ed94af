import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { userInfo, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);
const startMs = 30_000;

/** A PostgreSQL of this test's own. */
export interface Postgres extends AsyncDisposable {
  /** Makes an empty database, or a copy of one that nobody is connected to, and gives its URL. */
  createDatabase(copied?: string): Promise<string>;
}

/** Starts Debian's PostgreSQL in a temporary directory, on a Unix socket only unless a port is given; disposing stops it and removes all. */
export async function startPostgres(port?: string): Promise<Postgres> {
  const programs = await findPrograms();
  const owner = await unprivileged();
  const directory = await mkdtemp(join(tmpdir(), "sluice-pg-"));
  if (owner.uid !== undefined && owner.gid !== undefined) await chown(directory, owner.uid, owner.gid);
  const data = join(directory, "data");
  const remove = () => rm(directory, { recursive: true, force: true });
  try {
    const made = ["-D", data, "-U", "sluice", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"];
    await run(join(programs, "initdb"), made, { ...owner, cwd: directory });
    const settings = [
      ...(port === undefined ? ["listen_addresses="] : ["listen_addresses=*", `port=${port}`]),
      "fsync=off",
      "max_connections=120",
    ].flatMap((setting) => ["-c", setting]);
    const server = spawn(join(programs, "postgres"), ["-D", data, "-k", directory, ...settings], {
      ...owner,
      cwd: directory,
      stdio: ["ignore", "ignore", "pipe"],
    });
    await untilReady(server.stderr);
    let count = 0;
    const url = (database: string) =>
      port === undefined
        ? `postgresql://sluice@localhost/${database}?host=${encodeURIComponent(directory)}`
        : `postgresql://sluice@127.0.0.1:${port}/${database}`;
    return {
      async createDatabase(copied) {
        count += 1;
        const client = new pg.Client({ connectionString: url("postgres") });
        await client.connect();
        const template = copied === undefined ? "" : ` template ${new URL(copied).pathname.slice(1)}`;
        await client.query(`create database test_${count}${template}`);
        await client.end();
        return url(`test_${count}`);
      },
      async [Symbol.asyncDispose]() {
        const ended = once(server, "exit");
        // PostgreSQL's "fast" shutdown: it ends open connections itself.
        server.kill("SIGINT");
        await ended;
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Debian keeps them off the PATH, in a directory for each version; the newest is taken. */
async function findPrograms(): Promise<string> {
  const versions = await readdir("/usr/lib/postgresql").catch(() => []);
  const newest = versions.toSorted((a, b) => Number(b) - Number(a))[0];
  if (newest !== undefined) return join("/usr/lib/postgresql", newest, "bin");
  try {
    const { stdout } = await run("sh", ["-c", "command -v postgres"]);
    return dirname(await realpath(stdout.trim()));
  } catch (error) {
    throw new Error('These tests need PostgreSQL, and there is none: install the package "postgresql" (apt-get install postgresql).', {
      cause: error,
    });
  }
}

/** PostgreSQL refuses to run as root. */
async function unprivileged(): Promise<{ readonly uid?: number; readonly gid?: number }> {
  if (userInfo().uid !== 0) return {};
  const ids = (user: string) => run("sh", ["-c", `id -u ${user} && id -g ${user}`]);
  const { stdout } = await ids("postgres").catch(() => ids("nobody"));
  const [uid, gid] = stdout.trim().split("\n").map(Number);
  if (uid === undefined || gid === undefined) throw new Error('Neither the user "postgres" nor "nobody" exists.');
  return { uid, gid };
}

async function untilReady(stderr: NodeJS.ReadableStream): Promise<void> {
  let said = "";
  const ready = Promise.withResolvers<void>();
  const timer = setTimeout(() => ready.reject(new Error(`PostgreSQL was not ready in ${startMs} ms: ${said}`)), startMs);
  stderr.setEncoding("utf8");
  stderr.on("data", (text: string) => {
    said = (said + text).slice(-4_000);
    if (said.includes("ready to accept connections")) ready.resolve();
  });
  stderr.once("end", () => ready.reject(new Error(`PostgreSQL ended: ${said}`)));
  await ready.promise.finally(() => clearTimeout(timer));
}
