import { languagePath } from "../../core/languages/own-languages.ts";
import type { LanguageFiles } from "../../core/ports/language-files.ts";
import type { Commit } from "./commit-text.ts";
import { git, type GitPlace } from "./git.ts";
import type { ObjectReader } from "./object-reader.ts";

/** The part of the repository below `languages/`. */
export function languageFiles(place: GitPlace, reader: ObjectReader, head: () => Promise<string | null>, commit: Commit): LanguageFiles {
  return {
    head,
    state: async (at) => (await reader.read(`${at}:languages`))?.hash ?? "",
    async readAll(at) {
      const listing = (await git(place, ["ls-tree", "-z", at, "--", "languages/"])).toString("utf8");
      const files = listing.split("\0").flatMap((line) => {
        const [, hash, path] = /^100(?:644|755) blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
        return hash === undefined || path === undefined || !/\.ya?ml$/.test(path) ? [] : [{ hash, path }];
      });
      return Promise.all(files.map(async ({ hash, path }) => ({ path, data: (await reader.read(hash))?.data ?? Buffer.alloc(0) })));
    },
    commit: (id, text, message) => commit({ what: `the language ${id}`, path: languagePath(id), folder: languagePath(id), text, message }),
  };
}
