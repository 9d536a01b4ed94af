import { PreviewName, RunName, ToolName } from "@sluice/contract";

export interface PreviewKey {
  readonly tool: ToolName;
  readonly name: PreviewName;
}

/** What a preview runs under: `<preview>--<tool>`. */
export function runNameOf({ tool, name }: PreviewKey): RunName {
  return RunName.parse(`${name}--${tool}`);
}

/** The preview that runs under a name; null when a tool does. */
export function previewOf(run: RunName): PreviewKey | null {
  const at = run.indexOf("--");
  return at < 0 ? null : { name: PreviewName.parse(run.slice(0, at)), tool: ToolName.parse(run.slice(at + 2)) };
}

/** The tool that owns what runs under a name. */
export function ownerOf(run: RunName): ToolName {
  return previewOf(run)?.tool ?? run;
}

/** What a build is deployed to. */
export function targetOf(build: { readonly tool: ToolName; readonly preview: PreviewName | null }): RunName {
  return build.preview === null ? build.tool : runNameOf({ tool: build.tool, name: build.preview });
}
