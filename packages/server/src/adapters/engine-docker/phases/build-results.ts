import { Digest, SluiceError } from "@sluice/contract";
import { parse } from "smol-toml";
import { z } from "zod";
import { readInside } from "../read-inside.ts";

const Metadata = z.object({ processes: z.array(z.object({ type: z.string() })).default([]) });
const Report = z.object({ image: z.object({ digest: Digest }) });

/** The type that `docker run` of the image starts: `web` when the buildpacks made one. */
export async function defaultProcess(root: string): Promise<string | null> {
  const text = await readInside(root, "layers", "config", "metadata.toml");
  const parsed = text === null ? null : Metadata.safeParse(tryParse(text));
  return parsed?.success && parsed.data.processes.some(({ type }) => type === "web") ? "web" : null;
}

function tryParse(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

export async function exportedDigest(root: string): Promise<Digest> {
  const text = await readInside(root, "record", "report.toml");
  const parsed = text === null ? null : Report.safeParse(tryParse(text));
  if (!parsed?.success) throw new SluiceError("internal", "the exporter left no report with a digest");
  return parsed.data.image.digest;
}
