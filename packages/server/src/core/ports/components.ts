import type { ComponentFile, ToolName } from "@sluice/contract";
import type { Control } from "./control.ts";

/** The components of the control repository. `control` shows each as a release of one process, under its own name. */
export interface Components {
  readonly control: Control;
  /** What a component's file says at a commit (default: head); null when it says nothing that can be read. */
  file(name: ToolName, at?: string): Promise<ComponentFile | null>;
  /** Contents of its files by their path in the container. */
  contents(name: ToolName, at?: string): Promise<ReadonlyMap<string, Buffer>>;
}
