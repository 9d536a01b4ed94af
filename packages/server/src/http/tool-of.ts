import { SluiceError, ToolName } from "@sluice/contract";
import type { FastifyRequest } from "fastify";

/** The tool that a request is about, when its path names one. */
export function toolOf(request: FastifyRequest): ToolName | null {
  const params = request.params as { readonly tool?: string };
  if (params.tool === undefined) return null;
  const name = ToolName.safeParse(params.tool);
  if (!name.success) throw new SluiceError("not-found", `There is no tool ${JSON.stringify(params.tool)}.`);
  return name.data;
}
