import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { Failure, usage } from "../failure.ts";
import { plainText } from "../format/plain-text.ts";
import { sized } from "../format/sizes.ts";
import type { Input } from "../input.ts";
import { buildId } from "../number-argument.ts";

/** Writes one artifact into a file, which is there whole or not at all, or to the output. */
export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const build = buildId(input.need(0));
  const path = input.need(1);
  const file = input.text("output");
  if (file === undefined) throw usage("Where to?", "Name a file with -o FILE, or -o - for the output.");
  const { call, bytes, tool } = await connectToTool(input, context);
  const artifact = (await call("artifacts.list", { params: { tool, build } })).find((one) => one.path === path);
  if (artifact === undefined) {
    throw new Failure(
      "not-found",
      `Build ${build} of ${tool} has no artifact ${plainText(path)}.`,
      `See them with: sluice builds artifacts ${build} -t ${tool}`,
    );
  }
  const content = Readable.from(bytes("artifacts.download", { params: { tool, build, artifact: artifact.number } }));
  if (file === "-") return pipeline(content, process.stdout, { end: false });
  const target = resolve(context.directory, file);
  const half = `${target}.${process.pid}.partial`;
  try {
    await pipeline(content, createWriteStream(half, { flags: "wx" }));
    await rename(half, target);
  } finally {
    await rm(half, { force: true });
  }
  out.line(`${plainText(path)}: ${sized(artifact.bytes)} in ${file}`);
  out.object({ ...artifact, file: target });
}
