import type { Digest } from "@sluice/contract";
import type { Attachments } from "../ports/signatures.ts";
import { readSigned } from "./bundle.ts";
import type { Statement } from "./statement.ts";

export interface Said {
  readonly statement: Statement;
  /** The Sigstore bundle that it came in. */
  readonly bundle: string;
}

export interface VerifyingDependencies {
  readonly attachments: Pick<Attachments, "attached">;
  /** PEM: the installation's own, and what an admin trusts beside it. */
  readonly publicKeys: readonly string[];
  /** `host:port` of the registry that is ours. */
  readonly host: string;
}

/** What was said of an image and signed by a key that counts, oldest first; for just this image. */
export async function saidOf(
  { attachments, publicKeys }: VerifyingDependencies,
  repository: string,
  digest: Digest,
): Promise<readonly Said[]> {
  const bundles = await attachments.attached(repository, digest);
  const sha256 = digest.slice("sha256:".length);
  return bundles.flatMap(({ text }) => {
    const statement = readSigned(text, publicKeys);
    return statement?.subject.some((subject) => subject.digest["sha256"] === sha256) === true ? [{ statement, bundle: text }] : [];
  });
}

/** Why an image (`host:port/repository@digest`) may not be deployed where only signed ones may; null when it may. */
export async function unsignedReason(deps: VerifyingDependencies, image: string): Promise<string | null> {
  const at = image.lastIndexOf("@");
  const [repository, digest] = [image.slice(0, at), image.slice(at + 1) as Digest];
  if (at < 0 || !repository.startsWith(`${deps.host}/`))
    return `${image} is not of this installation's registry, where its signature could be looked for`;
  if ((await saidOf(deps, repository, digest)).length > 0) return null;
  return `${image} is not signed by a key that this installation trusts. If it was built before images were signed, or by hand: push its commit again`;
}
