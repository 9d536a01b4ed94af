import { ToolName } from "@sluice/contract";
import { usage } from "./failure.ts";

/** A component's name has a tool's form. */
export function componentName(text: string): ToolName {
  const name = ToolName.safeParse(text);
  if (name.success) return name.data;
  throw usage(`"${text}" is no component's name.`, "sluice components list shows them.");
}
