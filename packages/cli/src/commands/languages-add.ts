import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { usage } from "../failure.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { name, text } = await languageFile(input.need(0), context);
  const { call } = await connect(input, context);
  const added = await call("languages.add", { body: { name, text } });
  context.out.line(`${added.name} is a language now (${added.id}, file ${added.file}): the next push uses it.`);
  context.out.object(added);
}

/** A language's file, as it was named. */
export async function languageFile(file: string, context: Context): Promise<{ readonly name: string; readonly text: string }> {
  const text = await readFile(resolve(context.directory, file), "utf8").catch(() => null);
  if (text === null) throw usage(`There is no file ${file}.`, "Name a language's file, like lua.yaml.");
  if (Buffer.byteLength(text) > 256 * 1024) throw usage(`${file} has more than 256 KiB.`, "A language's file is small.");
  if (text === "") throw usage(`${file} is empty.`, "See docs/guide/languages.md for what stands in it.");
  return { name: basename(file), text };
}
