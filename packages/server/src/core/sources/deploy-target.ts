import { PreviewName } from "@sluice/contract";

/** What a push to `refs/deploy/…` is deployed to, without that a branch moves. */
export type DeployTarget = { readonly kind: "tool" } | { readonly kind: "preview"; readonly name: PreviewName };

/** As a message names the refs. */
export const deployRefs = "refs/deploy/tool and refs/deploy/previews/<name>";

/** Null for other refs, and for a name that no preview may have. */
export function deployTarget(ref: string): DeployTarget | null {
  if (ref === "refs/deploy/tool") return { kind: "tool" };
  const name = PreviewName.safeParse(/^refs\/deploy\/previews\/(.+)$/.exec(ref)?.[1]);
  return name.success ? { kind: "preview", name: name.data } : null;
}
