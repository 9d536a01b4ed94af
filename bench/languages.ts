import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { install } from "../e2e/docker/installation.ts";
import { freeAddress } from "../tools/demo/free-address.ts";
import { run } from "../tools/setup/run.ts";
import { report } from "./measure/figures.ts";
import { type LanguageFigures, measureLanguage } from "./measure/language-figures.ts";
import { openRegistry } from "./measure/open-registry.ts";

const cache = process.env["SLUICE_TEST_CACHE"] ?? "";
const dockerHost = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;

/** Rows of a page by their example; none when there is no page yet. */
function rowsOf(page: string): Map<string, string> {
  const lines = existsSync(page) ? readFileSync(page, "utf8").split("\n") : [];
  return new Map(lines.map((line) => [/^\| ([a-z0-9-]+) \| \d/.exec(line)?.[1] ?? "", line] as const).filter(([name]) => name !== ""));
}

/** Examples that were not measured now keep their rows. */
function sizesPage(before: ReadonlyMap<string, string>, figures: Readonly<Record<string, LanguageFigures>>): string {
  const measured = Object.entries(figures).map(
    ([example, one]) => [example, row([example, one.image_mib, one.pack_image_mib, one.build_image_mib])] as const,
  );
  const rows = [...new Map([...before, ...measured])].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, text]) => text);
  return `# Sizes of images

What each example becomes. The image is as it is pulled, compressed; \`pack\` built the same source with the same builder. The build image has the compilers, headers and package managers that stay out of what runs, and is as it is on disk. Made by \`npm run bench -- languages --page=docs/reference/image-sizes.md\`; examples that are named are measured again.

${row(["example", "image, MiB", "by pack, MiB", "build image, MiB"])}
| --- | ---: | ---: | ---: |
${rows.join("\n")}
`;
}

const examples = readdirSync(join(import.meta.dirname, "..", "examples")).toSorted();
const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
const unknown = words.filter((word) => !examples.includes(word));
if (unknown.length > 0) {
  console.error(
    `There is no example ${unknown.join(", ")}.\nusage: npm run bench -- languages [EXAMPLE...] [--page=FILE] [--json]\n  EXAMPLE: ${examples.join(", ")}`,
  );
  process.exit(2);
}
const page = process.argv.find((word) => word.startsWith("--page="))?.slice("--page=".length);

const figures: Record<string, LanguageFigures> = {};
const failed: string[] = [];
const directory = mkdtempSync(join(tmpdir(), "sluice-bench-languages-"));
try {
  await using on = await install({ flags: ["--images-ahead", "false", "--deploy-seconds", "60"] });
  await using registry = await openRegistry(cache, directory, Number((await freeAddress(0)).split(":")[1]));
  const place = { on, registry: registry.host, directory, cache, dockerHost };
  for (const example of words.length > 0 ? words : examples) {
    try {
      figures[example] = await measureLanguage(place, example);
      console.log(`${example.padEnd(18)} ${JSON.stringify(figures[example])}`);
    } catch (error) {
      failed.push(example);
      console.error(`${example}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
} finally {
  await run("docker", ["rmi", "-f", `sluice-bench-${process.pid}`]).catch((error: unknown) => console.error(String(error)));
  rmSync(directory, { recursive: true, force: true });
}
if (page !== undefined) writeFileSync(page, sizesPage(rowsOf(page), figures));
const slow = Object.entries(figures).filter(([, { outside }]) => outside > 1000);
report("languages", {
  examples: Object.keys(figures).length,
  failed,
  over_a_second_outside: slow.map(([example]) => example),
  by_example: figures,
});
process.exitCode = failed.length > 0 ? 1 : 0;
