import type { Values } from "./config/options.ts";
import type { PreviewLimits } from "./core/ports/preview-store.ts";
import type { PreviewSize } from "./core/previews/preview-release.ts";
import type { PreviewTimes } from "./core/previews/time-to-live.ts";

export function previewTimes(values: Values): PreviewTimes {
  return { hours: values["preview-hours"], mostHours: values["preview-most-hours"] };
}

export function previewLimits(values: Values): PreviewLimits {
  return { perTool: values["previews-per-tool"], total: values.previews };
}

export function previewSize(values: Values): PreviewSize {
  return { memoryMiB: values["preview-memory"], milliCpus: values["preview-cpu"] };
}
