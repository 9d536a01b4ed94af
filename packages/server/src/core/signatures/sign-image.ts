import type { Digest } from "@sluice/contract";
import type { AttachedBundle, Attachments, ImageSigner } from "../ports/signatures.ts";
import { readSigned, signStatement } from "./bundle.ts";
import { provenance, provenanceType, signature, signatureType, type Origin, type Statement } from "./statement.ts";

export interface SigningDependencies {
  readonly signer: ImageSigner;
  readonly attachments: Attachments;
  readonly installation: string;
}

/** Builds of the same image from other commits: so many of their statements stay, the newest. */
const mostProvenances = 10;

/**
 * Puts a signature and the provenance beside an image. Builds often make the same image again: what was said of it for
 * the same commit is not said twice, so this may be repeated. `repository` is `host:port/tool`.
 */
export async function signImage(deps: SigningDependencies, repository: string, digest: Digest, origin: Origin): Promise<void> {
  const { signer, attachments, installation } = deps;
  const present = await attachments.attached(repository, digest);
  const ours = present.flatMap((bundle) => {
    const statement = readSigned(bundle.text, [signer.publicKey]);
    return statement === null ? [] : [{ bundle, statement }];
  });
  const isSigned = ours.some(({ statement }) => statement.predicateType === signatureType);
  const next = provenance({ repository, digest }, installation, origin);
  const said = ours.filter(({ statement }) => statement.predicateType === provenanceType);
  const isSaid = said.some(({ statement }) => sameSource(statement, next));
  if (isSigned && isSaid) return;
  const forgotten = new Set(said.slice(0, Math.max(0, said.length + 1 - mostProvenances)).map(({ bundle }) => bundle));
  const added: AttachedBundle[] = [];
  if (!isSigned) added.push(await signStatement(signer, signature({ repository, digest })));
  if (!isSaid) added.push(await signStatement(signer, next));
  await attachments.attach(repository, digest, [...present.filter((bundle) => !forgotten.has(bundle)), ...added]);
}

function sameSource(one: Statement, other: Statement): boolean {
  return parametersOf(one) === parametersOf(other);
}

function parametersOf({ predicate }: Statement): string {
  const { buildDefinition } = predicate as { readonly buildDefinition?: { readonly externalParameters?: unknown } };
  return JSON.stringify(buildDefinition?.externalParameters ?? null);
}
