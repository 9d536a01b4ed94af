import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { text as readAll } from "node:stream/consumers";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { usage } from "../failure.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const file = input.need(0);
  const key = file === "-" ? await readAll(process.stdin) : await readFile(resolve(context.directory, file), "utf8").catch(() => null);
  if (key === null) throw usage(`There is no file ${file}.`, "Name a public key, like ~/.ssh/id_ed25519.pub.");
  const { call, tool } = await connectToTool(input, context);
  const comment = key.startsWith("-----") ? undefined : key.trim().split(/\s+/).slice(2).join(" ");
  const name = input.text("name") ?? (comment === undefined || comment === "" ? basename(file) : comment);
  const signer = await call("signers.add", { params: { tool }, body: { name, key } });
  context.out.line(`${signer.name} (${signer.fingerprint}) may sign commits of ${tool}. Unsigned ones are not built any more.`);
  context.out.object(signer);
}
