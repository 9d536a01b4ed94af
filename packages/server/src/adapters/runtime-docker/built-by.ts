import { z } from "zod";

/** Buildpacks, platform specification 0.14, "Labels": written by the exporter; a container inherits its image's labels. */
const label = "io.buildpacks.build.metadata";
const Metadata = z.object({ buildpacks: z.array(z.object({ id: z.string() })) });

/** Ids of the buildpacks that took part; none when the image was not built by any, or its label is no longer readable. */
export function buildpacksOf(labels: Readonly<Record<string, string>>): readonly string[] {
  const text = labels[label];
  if (text === undefined) return [];
  try {
    return Metadata.parse(JSON.parse(text)).buildpacks.map(({ id }) => id);
  } catch {
    // The label is part of an image that a tool's own code may have been made with; advice is all that hangs on it.
    return [];
  }
}
