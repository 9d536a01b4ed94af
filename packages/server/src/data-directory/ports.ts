import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { join } from "node:path";
import { SluiceError } from "@sluice/contract";
import { z } from "zod";
import { readIfThere } from "./read-if-there.ts";
import { writeDurably } from "./write-durably.ts";

const Ports = z.record(z.string(), z.number().int().min(1).max(65_535));

/** Below Linux's range for outgoing connections, so that none of them can take the port while its server is down. */
const range = { from: 20_000, to: 32_000 };
const tries = 200;

/** The port remembered under `name`; the first time, one of the loopback's that is free now. */
export async function rememberPort(directory: string, name: string): Promise<number> {
  const path = join(directory, "ports.json");
  const known = parsePorts(path, await readIfThere(path));
  const port = known[name];
  if (port !== undefined) return port;
  const found = await findFree(new Set(Object.values(known)));
  await writeDurably(path, `${JSON.stringify({ ...known, [name]: found }, null, 2)}\n`);
  return found;
}

function parsePorts(path: string, text: string | null): z.infer<typeof Ports> {
  if (text === null) return {};
  try {
    return Ports.parse(JSON.parse(text));
  } catch (error) {
    throw new SluiceError("unavailable", `${path} is not an object of port numbers: mend or remove it.`, { cause: error });
  }
}

async function findFree(taken: ReadonlySet<number>): Promise<number> {
  for (let round = 0; round < tries; round += 1) {
    const port = randomInt(range.from, range.to);
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new SluiceError("unavailable", `No free port on 127.0.0.1 between ${range.from} and ${range.to} in ${tries} tries.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
