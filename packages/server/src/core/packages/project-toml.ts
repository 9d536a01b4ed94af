import { DebianPackage, manifestLimits } from "@sluice/contract";
import { parse } from "smol-toml";
import { z } from "zod";
import type { Source } from "../languages/find-files.ts";
import { splitSides, type WishedPackages } from "./package-sides.ts";

const file = "project.toml";
const names = z.array(DebianPackage).max(manifestLimits.packages);

/** What Heroku's Debian packages buildpack reads: a name, or a table with one. */
const Install = z
  .array(z.union([DebianPackage, z.object({ name: DebianPackage })]))
  .max(manifestLimits.packages)
  .transform((all) => all.map((one) => (typeof one === "string" ? one : one.name)));

const Project = z.object({
  com: z
    .object({
      heroku: z.object({ buildpacks: z.object({ "deb-packages": z.object({ install: Install }).optional() }).optional() }).optional(),
    })
    .optional(),
  io: z
    .object({ sluice: z.object({ packages: z.strictObject({ build: names.default([]), run: names.default([]) }).optional() }).optional() })
    .optional(),
});

/** Tables of a `project.toml`: `[io.sluice.packages]` with `build` and `run`, and `[com.heroku.buildpacks.deb-packages]` with `install`. */
export async function readProjectToml(source: Source): Promise<WishedPackages> {
  const nothing = { build: [], run: [] };
  if (!source.files.includes(file)) return { ...nothing, problems: [] };
  let value: unknown;
  try {
    value = parse((await source.read(file)) ?? "");
  } catch (error) {
    const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    return { ...nothing, problems: [`${file} is no TOML: ${why}`] };
  }
  const parsed = Project.safeParse(value);
  if (!parsed.success) {
    return { ...nothing, problems: parsed.error.issues.map(({ path, message }) => `${file}: ${path.join(".")}: ${message}.`) };
  }
  const { com, io } = parsed.data;
  const both = splitSides(com?.heroku?.buildpacks?.["deb-packages"]?.install ?? []);
  const own = io?.sluice?.packages ?? nothing;
  return { build: [...own.build, ...both.build], run: [...own.run, ...both.run], problems: [] };
}
