import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeBuildpacks } from "../../src/adapters/engine-docker/buildpacks-directory.ts";
import { compileLanguages } from "../../src/core/languages/compile.ts";
import { parseLanguage } from "../../src/core/languages/parse-language.ts";

const ids = Array.from({ length: 20 }, (_, index) => `one${String(index)}`);
const languages = ids.map((id) => parseLanguage(`{ id: ${id}, name: One, detect: {}, steps: [{ id: s, run: "true" }] }`, `${id}.yaml`));
const buildpacks = compileLanguages(languages);

test("first builds that begin together all get whole buildpacks, and leave nothing else", async () => {
  const directory = await mkdtemp(join(tmpdir(), "sluice-buildpacks-"));
  try {
    const written = await Promise.all(Array.from({ length: 8 }, () => writeBuildpacks(join(directory, "packs"), buildpacks)));
    expect(new Set(written).size).toBe(1);
    const there = await readdir(written[0] ?? "", { recursive: true, withFileTypes: true });
    expect(there.filter((entry) => entry.isFile())).toHaveLength(buildpacks.files.length);
    expect(await readdir(join(directory, "packs"))).toHaveLength(1);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});
