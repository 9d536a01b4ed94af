import { isForReviewsAlone, type Pipeline } from "@sluice/contract";
import { matchesPath } from "../sources/ignore-patterns.ts";

/** What was pushed: a branch or a tag, by its short name. */
export interface PushedRef {
  readonly kind: "branch" | "tag";
  readonly name: string;
  /** A push of it deploys where nobody says otherwise. */
  readonly deploys: boolean;
}

/** A ref by its whole name; null when it is neither a branch nor a tag. */
export function pushedRef(ref: string, releaseBranches: readonly string[]): PushedRef | null {
  const [, folder = "", name = ""] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (folder === "") return null;
  const kind = folder === "heads" ? "branch" : "tag";
  return { kind, name, deploys: kind === "branch" && releaseBranches.includes(name) };
}

/** Whether a push of a ref starts a pipeline. `*` is any part of a name up to a slash. */
export function starts({ says }: Pick<Pipeline, "says">, ref: PushedRef): boolean {
  if (says.on === undefined) return ref.deploys;
  return [says.on[ref.kind] ?? []].flat().some((pattern) => matchesPath(pattern, ref.name));
}

/** `branch main or tag v*`. */
export function startWords({ says }: Pick<Pipeline, "says">, releaseBranches: readonly string[]): string {
  if (isForReviewsAlone(says)) return "a review";
  const { branch, tag } = says.on ?? { branch: [...releaseBranches] };
  const words = (kind: string, names: readonly string[]): string[] => (names.length === 0 ? [] : [`${kind} ${names.join(" or ")}`]);
  return [...words("branch", [branch ?? []].flat()), ...words("tag", [tag ?? []].flat())].join(", or ");
}
