import type { Preview, PreviewDetail, Release, TimeToLive, ToolName, UserName } from "@sluice/contract";
import { extendPreview } from "./extend-preview.ts";
import type { PreviewsDependencies } from "./previews-dependencies.ts";
import { promotePreview } from "./promote-preview.ts";
import { deletePreview, removePreviewsOf } from "./remove-preview.ts";
import type { PreviewKey } from "./run-name.ts";
import { listPreviews, showPreview } from "./show-preview.ts";

/** What may be asked of previews that are there. */
export interface PreviewActions {
  list(tool: ToolName): Promise<Preview[]>;
  show(key: PreviewKey): Promise<PreviewDetail>;
  extend(key: PreviewKey, ttl: TimeToLive): Promise<Preview>;
  promote(key: PreviewKey, by: UserName): Promise<Release>;
  remove(key: PreviewKey, by: UserName): Promise<void>;
  /** Before their tool goes. */
  removeAll(tool: ToolName, by: UserName): Promise<void>;
}

export function previewActions(deps: PreviewsDependencies): PreviewActions {
  return {
    list: (tool) => listPreviews(deps, tool),
    show: (key) => showPreview(deps, key),
    extend: (key, ttl) => extendPreview(deps, key, ttl),
    promote: (key, by) => promotePreview(deps, key, by),
    remove: (key, by) => deletePreview(deps, key, by),
    removeAll: (tool, by) => removePreviewsOf(deps, tool, by),
  };
}
