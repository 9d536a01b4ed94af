import { PreviewName } from "@sluice/contract";
import { usage } from "../failure.ts";

/** A preview's name as it was typed. */
export function previewName(text: string): PreviewName {
  const name = PreviewName.safeParse(text);
  if (name.success) return name.data;
  throw usage(`"${text}" is no preview's name.`, `A name ${name.error.issues[0]?.message ?? "is short"}, and has no --.`);
}

/** The name for a branch, `feature/Blue page` as `feature-blue-page`; null when nothing is left of it. */
export function nameForBranch(branch: string): PreviewName | null {
  const plain = branch.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  const short = plain
    .replace(/^[-0-9]+/, "")
    .slice(0, 20)
    .replace(/-+$/, "");
  const name = PreviewName.safeParse(short.length > 0 && short.length < 3 ? `${short}-branch` : short);
  return name.success ? name.data : null;
}
