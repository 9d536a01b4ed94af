import { readFile } from "node:fs/promises";

const listenState = "0A";
/** The engine's own name server inside the container's network. */
const engineResolver = "127.0.0.11:";

/** Sockets that listen, from `/proc/<pid>/net/tcp` (proc(5)): addresses are hex words in the host's byte order. */
export function parseTcp(table: string): readonly string[] {
  return table
    .split("\n")
    .slice(1)
    .flatMap((line) => {
      const [, local, , state] = line.trim().split(/\s+/);
      if (local === undefined || state !== listenState) return [];
      const [address = "", port = "0"] = local.split(":");
      return [`${readAddress(address)}:${Number.parseInt(port, 16)}`];
    });
}

function readAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [...Buffer.from(word, "hex")].toReversed());
  if (bytes.length === 4) return bytes.join(".");
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
  if (isMapped) return bytes.slice(12).join(".");
  const groups = Array.from({ length: 8 }, (_, at) => (((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)).toString(16));
  return `[${groups.join(":").replace(/(^|:)0(:0)+(:|$)/, "::")}]`;
}

/** Where the processes in a process's network listen. Empty when it is gone. */
export async function listeningOf(pid: number): Promise<readonly string[]> {
  if (pid <= 0) return [];
  const tables = await Promise.all(["tcp", "tcp6"].map((name) => readFile(`/proc/${pid}/net/${name}`, "utf8").catch(emptyWhenGone)));
  return [...new Set(tables.flatMap(parseTcp))].filter((one) => !one.startsWith(engineResolver));
}

function emptyWhenGone(error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT" || error.code === "ESRCH" || error.code === "EINVAL") return "";
  throw error;
}
