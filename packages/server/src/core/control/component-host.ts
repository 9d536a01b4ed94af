import { RunName } from "@sluice/contract";
import { previewOf } from "../previews/run-name.ts";
import { reservedNames } from "../tools/reserved-names.ts";

/** Why a component may not have a host name; null when it may. Names below the domain are the tools' and previews', save the reserved ones. */
export function hostProblem(host: string, domain: string): string | null {
  const label = host.endsWith(`.${domain}`) ? host.slice(0, -domain.length - 1) : "";
  const run = RunName.safeParse(label);
  if (!run.success || reservedNames.has(label)) return null;
  const key = previewOf(run.data);
  const owner = key === null ? `the tool ${label}` : `previews of the tool ${key.tool}`;
  return `${host} belongs to ${owner}: take a name outside of ${domain}, or one of ${[...reservedNames].join(", ")} below it`;
}
