import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import type { LicenceTexts } from "../../core/ports/licence-texts.ts";

const Entry = z.object({ name: z.string(), osiApproved: z.boolean(), licenseText: z.string() });

/** SPDX's licences, from the files of the package spdx-license-list. */
export function spdxTexts(): LicenceTexts {
  const directory = join(dirname(createRequire(import.meta.url).resolve("spdx-license-list/package.json")), "licenses");
  return {
    async *all() {
      for (const file of (await readdir(directory)).toSorted()) {
        const { name, osiApproved, licenseText } = Entry.parse(JSON.parse(await readFile(join(directory, file), "utf8")));
        yield { id: basename(file, ".json"), name, osiApproved, text: licenseText };
      }
    },
  };
}
