import type { ToolName } from "@sluice/contract";
import type { PushStore } from "../ports/push-store.ts";
import type { SignatureVerifier } from "../ports/signature-verifier.ts";
import type { SignerStore } from "../ports/signer-store.ts";
import type { Sources } from "../ports/sources.ts";
import type { BuildRow } from "../ports/store.ts";
import { notByAllowed, type UnsignedCommit } from "./check-commit.ts";
import { readTag } from "./signed-tag.ts";

export interface TagCheckDependencies {
  readonly store: Pick<SignerStore, "signers"> & Pick<PushStore, "push">;
  readonly sources: Pick<Sources, "tagText">;
  readonly verifier: SignatureVerifier;
}

/**
 * Looks whether the tag that started a build is signed as the build's tool asks of its commits; null when it is, when
 * nobody asks, or when no tag started it. A signed commit alone would let anybody who can push tag an old one again.
 */
export async function unsignedTag(
  { store, sources, verifier }: TagCheckDependencies,
  { tool, source, commit, push: id }: Pick<BuildRow, "tool" | "source" | "commit" | "push">,
): Promise<UnsignedCommit | null> {
  const signers = id === null ? [] : await store.signers(tool);
  const push = id === null || signers.length === 0 ? null : await store.push(id);
  const name = /^refs\/tags\/(.+)$/.exec(push?.ref ?? "")?.[1];
  if (push === null || name === undefined) return null;
  const raw = await sources.tagText(source, push.to);
  if (raw === null) return { reason: `tag ${name} is a lightweight one, which has no signature`, todo: howToSign(tool, name) };
  const tag = readTag(raw);
  if (tag === null || tag.signature === null) return { reason: `tag ${name} is not signed`, todo: howToSign(tool, name) };
  const { signature } = tag;
  // what was signed under another name, or for another commit, was said of something else
  if (tag.name !== name || tag.type !== "commit" || tag.object !== commit) {
    const said = tag.type === "commit" ? `${tag.name} at ${tag.object.slice(0, 7)}` : `a tag of a ${tag.type}`;
    return { reason: `tag ${name} is signed as ${said}, and pushed as another`, todo: howToSign(tool, name) };
  }
  const keys = signers.filter(({ kind }) => kind === signature.kind);
  if (keys.length > 0 && (await verifier.isGood(signature, keys))) return null;
  return notByAllowed(`tag ${name}`, tool, signers);
}

function howToSign(tool: ToolName, name: string): readonly string[] {
  return [
    `${tool} takes signed tags only, as it takes signed commits only. Sign it with your SSH key and push it again:`,
    "  git config gpg.format ssh && git config user.signingKey ~/.ssh/id_ed25519.pub",
    `  git tag --force --sign -m ${name} ${name} ${name}^{commit}`,
  ];
}
