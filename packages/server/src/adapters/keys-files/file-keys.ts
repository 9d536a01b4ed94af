import { chmod, mkdir, readdir, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "@sluice/contract";
import type { Random } from "../../core/ports/clock.ts";
import type { Key, Keys } from "../../core/ports/keys.ts";
import { unlessMissing, writeDurably } from "./durable-file.ts";

const keyBytes = 32;

/** Keys as files of a directory for its owner only: `<id>.key` in hex, and `current` that names one. */
export function fileKeys(directory: string, random: Random): Keys {
  const path = (name: string): string => join(directory, name);

  async function key(id: string): Promise<Key | null> {
    if (!/^[0-9a-f]{8}$/.test(id)) return null;
    const text = await textOf(path(`${id}.key`));
    if (text === null) return null;
    const bytes = Buffer.from(text.trim(), "hex");
    if (bytes.length !== keyBytes)
      throw new SluiceError("unavailable", `The key file ${path(`${id}.key`)} is damaged: take it from a backup.`);
    return { id, bytes };
  }

  async function rotate(): Promise<Key> {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await chmod(directory, 0o700);
    const made = { id: random.hex(4), bytes: Buffer.from(random.hex(keyBytes), "hex") };
    // The key before what names it: a crash between leaves a key that nothing uses.
    await writeDurably(directory, `${made.id}.key`, `${made.bytes.toString("hex")}\n`);
    await writeDurably(directory, "current", `${made.id}\n`);
    return made;
  }

  let first: Promise<Key> | null = null;
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other: a key that is being made is not yet named as current, and must not be taken for an old one. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  }

  return {
    key,
    rotate: () => inTurn(rotate),
    async current() {
      const id = (await textOf(path("current")))?.trim();
      if (id === undefined) {
        first ??= inTurn(rotate).finally(() => (first = null));
        return first;
      }
      const found = await key(id);
      if (found === null) throw new SluiceError("unavailable", `The key ${path(`${id}.key`)} is missing: take it from a backup.`);
      return found;
    },
    async ids() {
      const names = await readdir(directory).catch(unlessMissing);
      return (names ?? []).flatMap((name) => /^([0-9a-f]{8})\.key$/.exec(name)?.[1] ?? []).toSorted();
    },
    remove: (id) =>
      inTurn(async () => {
        if ((await textOf(path("current")))?.trim() === id) throw new SluiceError("wrong-state", `The key ${id} is in use.`);
        await unlink(path(`${id}.key`)).catch(unlessMissing);
      }),
  };
}

async function textOf(file: string): Promise<string | null> {
  return (await readFile(file, "utf8").catch(unlessMissing)) ?? null;
}
