import type { Language } from "./language.ts";
import { quote } from "./shell-quote.ts";

/** The platform's variable that says which offered version was planned: `SLUICE_NODE_VERSION`. Without it the default is built. */
export function versionVariable(id: string): string {
  return `SLUICE_${id.toUpperCase().replaceAll("-", "_")}_VERSION`;
}

/** The platform's variable that has the languages that a person named, with commas between. */
export const languagesVariable = "SLUICE_LANGUAGES";

/** Bash that sets VERSION, the exact version that is part of every key, and RELEASE for versions that a step fetches. */
export function compileVersion({ id, version }: Language): string {
  if (!version) return "RELEASE=\nVERSION=\n";
  const fetched = Object.entries(version.offered).flatMap(([line, { release }]) => (release === undefined ? [] : [{ line, release }]));
  const cases = fetched.map(({ line, release }) => `  ${quote(line)}) RELEASE=${quote(release)} ;;\n`).join("");
  const file = `"$CNB_PLATFORM_DIR"/env/${versionVariable(id)}`;
  const choose = fetched.length === 0 ? "" : `case "$(cat ${file} 2>/dev/null || echo ${quote(version.default)})" in\n${cases}esac\n`;
  const probe = version.probe === undefined ? "" : `if [ -z "$RELEASE" ]; then VERSION=$(${version.probe}); fi\n`;
  return `RELEASE=\n${choose}VERSION=$RELEASE\n${probe}`;
}
