import { readFileSync } from "node:fs";
import { join } from "node:path";

const guides = join(import.meta.dirname, "..", "..", "docs", "guide");

/** The `sluice` commands that a guide shows, in their order, as arguments; what follows a `#` is said, not typed. */
export function guideCommands(guide: string): readonly (readonly string[])[] {
  const text = readFileSync(join(guides, `${guide}.md`), "utf8");
  return [...text.matchAll(/^\$ sluice (.+?)(?:\s+#.*)?$/gm)].map(([, typed = ""]) =>
    [...typed.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = ""]) => quoted ?? plain),
  );
}
