import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "./failure.ts";

export interface SignedIn {
  readonly user: string;
  readonly token: string;
}

/** `config.json`: the servers one is signed in to, and the one that is meant when nothing else says. */
export interface Servers {
  readonly current: string | null;
  readonly servers: Readonly<Record<string, SignedIn>>;
}

const nothing: Servers = { current: null, servers: {} };

export async function readServers(configDirectory: string): Promise<Servers> {
  const file = join(configDirectory, "config.json");
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw new Failure("wrong-state", `Cannot read ${file}: ${String(error)}`, "Make the file yours and readable.", { cause: error });
  });
  if (text === null) return nothing;
  const servers = parseServers(text);
  if (servers !== undefined) return servers;
  throw new Failure("wrong-state", `${file} is not what "sluice login" wrote.`, `Mend or remove ${file}, then sign in again.`);
}

/** Written whole and moved into place: a reader never sees half a file, and nobody else may read it. */
export async function writeServers(configDirectory: string, servers: Servers): Promise<void> {
  await mkdir(configDirectory, { recursive: true, mode: 0o700 });
  const file = join(configDirectory, "config.json");
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify(servers, null, 2)}\n`, { mode: 0o600 });
  await rename(fresh, file);
}

// By hand and not with zod: the git credential helper reads this in every push, and zod costs it 0.1 s.
function parseServers(text: string): Servers | undefined {
  try {
    const found: unknown = JSON.parse(text);
    if (!isRecord(found) || !isRecord(found["servers"])) return undefined;
    const servers: Record<string, SignedIn> = {};
    for (const [url, entry] of Object.entries(found["servers"])) {
      if (!isRecord(entry) || typeof entry["user"] !== "string" || typeof entry["token"] !== "string") return undefined;
      servers[url] = { user: entry["user"], token: entry["token"] };
    }
    return { current: typeof found["current"] === "string" ? found["current"] : null, servers };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
