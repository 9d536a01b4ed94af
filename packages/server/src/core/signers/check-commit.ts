import type { CommitHash, Signer, ToolName } from "@sluice/contract";
import type { SignatureVerifier } from "../ports/signature-verifier.ts";
import type { SignerStore } from "../ports/signer-store.ts";
import type { Sources } from "../ports/sources.ts";
import { commitSignature } from "./commit-signature.ts";

export interface CommitCheckDependencies {
  readonly store: Pick<SignerStore, "signers">;
  readonly sources: Pick<Sources, "commitText">;
  readonly verifier: SignatureVerifier;
}

/** Why a commit, or the tag that it came with, may not be used, and what to do. */
export interface UnsignedCommit {
  readonly reason: string;
  readonly todo: readonly string[];
}

/** Looks whether a commit of one tool's repository is signed as another (or the same) asks; null when it is, or nobody asks. */
export async function unsignedCommit(
  { store, sources, verifier }: CommitCheckDependencies,
  { repository, commit, tool }: { readonly repository: ToolName; readonly commit: CommitHash; readonly tool: ToolName },
): Promise<UnsignedCommit | null> {
  const signers = await store.signers(tool);
  if (signers.length === 0) return null;
  const signed = commitSignature(await sources.commitText(repository, commit));
  const short = commit.slice(0, 7);
  if (signed === null) return { reason: `commit ${short} is not signed`, todo: howToSign };
  const keys = signers.filter(({ kind }) => kind === signed.kind);
  if (keys.length > 0 && (await verifier.isGood(signed, keys))) return null;
  return notByAllowed(`commit ${short}`, tool, signers);
}

export function notByAllowed(what: string, tool: ToolName, signers: readonly Pick<Signer, "name" | "fingerprint">[]): UnsignedCommit {
  return {
    reason: `${what} is not signed by a key that ${tool} allows`,
    todo: [
      `Allowed are: ${signers.map(({ name, fingerprint }) => `${name} (${fingerprint})`).join(", ")}.`,
      `Sign with one of them, or have a maintainer add yours: sluice signers add KEY.pub -t ${tool}`,
    ],
  };
}

const howToSign = [
  "This tool takes signed commits only. Sign yours with your SSH key and push again:",
  "  git config gpg.format ssh && git config user.signingKey ~/.ssh/id_ed25519.pub",
  "  git commit --amend --no-edit -S",
] as const;
