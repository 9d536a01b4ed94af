import { RunName, type ToolName } from "@sluice/contract";

export const labels = {
  installation: "sluice.installation",
  kind: "sluice.kind",
  tool: "sluice.tool",
  release: "sluice.release",
  process: "sluice.process",
  shape: "sluice.shape",
  port: "sluice.port",
  memory: "sluice.memory",
  run: "sluice.run",
} as const;

export interface Labelled {
  readonly tool: ToolName;
  readonly release: number;
  readonly process: string;
  readonly shape: string;
  readonly port: number | null;
}

/** What the labels of a container say; null when it is not one of ours. */
export function readLabels(found: Readonly<Record<string, string>>): Labelled | null {
  const tool = RunName.safeParse(found[labels.tool]);
  const release = Number(found[labels.release]);
  const process = found[labels.process];
  if (!tool.success || !Number.isInteger(release) || process === undefined) return null;
  const port = found[labels.port];
  return {
    tool: tool.data,
    release,
    process,
    shape: found[labels.shape] ?? "",
    port: port === undefined ? null : Number(port),
  };
}

/** A listing's filter: runs of one installation, of one tool or key when given. */
export function runFilter(installation: string, by: { readonly tool?: ToolName; readonly key?: string }): string[] {
  return [
    `${labels.installation}=${installation}`,
    `${labels.kind}=run`,
    ...(by.tool === undefined ? [] : [`${labels.tool}=${by.tool}`]),
    ...(by.key === undefined ? [] : [`${labels.run}=${by.key}`]),
  ];
}

/** What a container is to the platform: a tool's process, or a part of the platform itself. */
export type Kind = "process" | "component";

/** A listing's filter: processes of one installation, of one tool when given. */
export function ownFilter(place: { readonly installation: string; readonly kind: Kind }, tool?: ToolName, process?: string): string[] {
  return [
    `${labels.installation}=${place.installation}`,
    `${labels.kind}=${place.kind}`,
    ...(tool === undefined ? [] : [`${labels.tool}=${tool}`]),
    ...(process === undefined ? [] : [`${labels.process}=${process}`]),
  ];
}
