import type { ReviewPreviews } from "@sluice/contract";
import { plainText } from "./plain-text.ts";

/** Which pull requests get a preview, and what is in the way. */
export function previewsWords(previews: ReviewPreviews, problem: string | null): string {
  const whose = previews === "all" ? "of pull requests, also from forks" : "of pull requests from the repository itself";
  return problem === null ? whose : `${whose}; not all: ${plainText(problem)}`;
}
