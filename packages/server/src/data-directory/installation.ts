import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { SluiceError } from "@sluice/contract";
import { readIfThere } from "./read-if-there.ts";
import { writeDurably } from "./write-durably.ts";

/** The installation's id, 8 hex digits, made once: it names what this installation owns in a shared engine. */
export async function readInstallation(directory: string): Promise<string> {
  const path = join(directory, "installation");
  const known = (await readIfThere(path))?.trim();
  if (known === undefined) {
    const made = randomBytes(4).toString("hex");
    await writeDurably(path, `${made}\n`);
    return made;
  }
  if (/^[0-9a-f]{8}$/.test(known)) return known;
  throw new SluiceError("unavailable", `${path} holds "${known.slice(0, 40)}", not 8 hex digits: restore it from a backup.`);
}
