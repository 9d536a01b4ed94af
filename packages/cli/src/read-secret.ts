import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { settingLimits } from "@sluice/contract";
import { askSecret } from "./ask.ts";
import type { Context } from "./command.ts";
import { usage } from "./failure.ts";

/** Bytes of a file, or of the input for `-`; refused when more than a secret file may have. */
export async function readBytes(context: Context, source: string): Promise<Buffer> {
  const limit = settingLimits.fileBytes;
  if (source === "-") return refuseLarge(await buffer(process.stdin), "The input", limit);
  const path = resolve(context.directory, source);
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) throw usage(`There is no file ${source}.`, 'Name a file, or "-" for the input.');
  if (found.size > limit) throw tooLarge(source, limit);
  return refuseLarge(await readFile(path), source, limit);
}

/** A secret's value from a file, the input or a question. One line break at its end is not part of it. */
export async function readSecret(context: Context, name: string, source: string | undefined): Promise<string> {
  const isAsked = source === undefined && context.out.canAsk;
  const text = isAsked
    ? await askSecret(`Value of ${name}: `)
    : (await readBytes(context, source ?? "-")).toString("utf8").replace(/\r?\n$/, "");
  if (text === "") throw usage(`The value of ${name} is empty.`, `Give it on the input: printf %s VALUE | sluice secrets set ${name}.`);
  return text;
}

function refuseLarge(bytes: Buffer, what: string, limit: number): Buffer {
  if (bytes.length > limit) throw tooLarge(what, limit);
  return bytes;
}

function tooLarge(what: string, limit: number): Error {
  return usage(`${what} has more than ${limit / 1024} KiB.`, "Keep large files in the image or in a store of their own.");
}
