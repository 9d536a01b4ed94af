import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { docker } from "../docker/containers.ts";

/** Programs that are there to build with, by name; Debian adds versions and machines: `x86_64-linux-gnu-gcc-14`. */
const programs =
  /^(.+-linux-gnu-)?(gcc|g\+\+|cc|c\+\+|cpp|clang|clang\+\+|as|ld|ar|make|gmake|cmake|meson|ninja|pkg-config|npm|npx|yarn|pnpm|corepack|pip\d?|poetry|pipenv|uv|cargo|rustc|go|gofmt|javac|mvn|gradle|composer|cpanm|hugo|mkdocs|sphinx-build|jekyll|vite|tsc|git)(-?\d[\d.]*)?$/;
/** `gcc-14-base` is in the base of Debian and holds a licence. */
const packages =
  /-dev$|^(build-essential|cmake|composer|git|gradle|hugo|jekyll|make|maven|meson|ninja-build|npm|python3-pip|python3-venv)$|^(cargo|clang|default-jdk|golang|openjdk-\d+-jdk|rustc)|^(gcc|g\+\+|cpp)(-\d+)?(-.+-linux-gnu)?$/;

const installed = `for place in /usr/bin /usr/local/bin /usr/sbin /opt/*/bin /layers /workspace; do
  [ ! -d "$place" ] || find "$place" -xdev \\( -type f -o -type l \\) -perm -100
done
find /usr/include /usr/local/include -xdev -name '*.h' 2>/dev/null
for list in /var/lib/dpkg/info/*.list; do [ ! -f "$list" ] || { list=\${list##*/}; list=\${list%.list}; echo "package \${list%%:*}"; }; done
for list in /var/lib/dpkg/status.d/*; do [ ! -f "$list" ] || echo "package \${list##*/}"; done`;

/** What a tool's running image has of compilers, headers and package managers; names and paths. */
export async function buildToolsIn(directory: string, tool: string): Promise<readonly string[]> {
  const installation = readFileSync(join(directory, "installation"), "utf8").trim();
  const filters = [`label=sluice.tool=${tool}`, `label=sluice.installation=${installation}`, "label=sluice.kind=process"];
  const [id] = (await docker("ps", "-q", ...filters.flatMap((filter) => ["--filter", filter]))).split("\n");
  const { stdout } = await promisify(execFile)("docker", ["exec", id ?? "", "bash", "-c", installed], { maxBuffer: 64 * 1024 * 1024 });
  const lines = stdout.trim().split("\n");
  if (!lines.some((line) => line.startsWith("package ")))
    throw new Error(`no packages are listed in the image of ${tool}:\n${stdout.slice(0, 500)}`);
  return lines.filter((line) => {
    // Small scripts of ours that only start what package.json names.
    if (line.startsWith("/layers/sluice_node/runtime/bin/")) return false;
    const name = line.replace(/^.*\//, "");
    return line.startsWith("package ") ? packages.test(line.slice("package ".length)) : programs.test(name) || name.endsWith(".h");
  });
}
