import { open, rename, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { confirm } from "../ask.ts";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import type { Input } from "../input.ts";
import { envLine } from "../format/dot-env.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context);
  const name = input.arg(0) ?? ".env";
  const path = resolve(context.directory, name);
  if ((await stat(path).catch(() => null)) !== null) await confirm(input, context, `${name} is there already and would be replaced.`);
  const { version, plain, secrets } = await call("settings.show", { params: { tool } });
  const lines = plain.map((one) => envLine(one.name, one.value) ?? `# ${one.name} has all three kinds of quotes in it: left out`);
  const left = secrets.map((one) => `# ${one.name} is a secret: not read back`);
  await writeOwn(path, [`# settings of ${tool}, version ${version}`, ...lines, ...left, ""].join("\n"));
  out.line(`Wrote ${plain.length} settings of ${tool} to ${name}; ${secrets.length} secrets left out.`);
  out.object({ tool, file: name, version, settings: plain.length, secrets: secrets.length });
}

/** Readable by its owner alone from the first byte on, whoever could read the file before. */
async function writeOwn(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  {
    await using file = await open(draft, "w", 0o600);
    await file.chmod(0o600);
    await file.writeFile(text);
  }
  await rename(draft, path);
}
