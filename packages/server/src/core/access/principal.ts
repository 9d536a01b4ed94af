import type { Me, ToolName } from "@sluice/contract";

/** Who calls, and what the token allows. */
export interface Principal extends Me {
  readonly tokenId: string;
}

/** A token that is not simply its user: it cannot make tokens, nor look at other tools when it is bound to one. */
export function isNarrow(principal: Me): boolean {
  return principal.scope !== "all" || principal.tool !== null;
}

/** False for a tool that the token is not bound to. */
export function reaches(principal: Me, tool: ToolName): boolean {
  return principal.tool === null || principal.tool === tool;
}
