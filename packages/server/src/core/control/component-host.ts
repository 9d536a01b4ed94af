import { ToolName } from "@sluice/contract";
import { reservedNames } from "../tools/reserved-names.ts";

/** Why a component may not have a host name; null when it may. Names below the domain are the tools', save the reserved ones. */
export function hostProblem(host: string, domain: string): string | null {
  const label = host.endsWith(`.${domain}`) ? host.slice(0, -domain.length - 1) : "";
  if (!ToolName.safeParse(label).success || reservedNames.has(label)) return null;
  return `${host} belongs to the tool ${label}: take a name outside of ${domain}, or one of ${[...reservedNames].join(", ")} below it`;
}
