import { z } from "zod";
import { BuildId, Digest } from "../ids.ts";

/** off: images are not signed; sign: they are; required: and none without a signature that is trusted is deployed. */
export const SignaturePolicy = z.enum(["off", "sign", "required"], "must be off, sign or required");
export type SignaturePolicy = z.infer<typeof SignaturePolicy>;

/** Whose signatures this installation makes and trusts. */
export const SigningKey = z.object({
  policy: SignaturePolicy,
  /** PEM, ECDSA over P-256: what `cosign --key` takes. */
  public_key: z.string(),
});
export type SigningKey = z.infer<typeof SigningKey>;

/** Which image is meant: a build's, or without one what is live. */
export const ProvenanceQuery = z.object({ build: BuildId.optional() });

/** An in-toto statement 1 (github.com/in-toto/attestation). */
export const InTotoStatement = z.looseObject({
  subject: z.array(z.looseObject({ name: z.string().optional(), digest: z.record(z.string(), z.string()) })),
  predicateType: z.string(),
  predicate: z.unknown(),
});
export type InTotoStatement = z.infer<typeof InTotoStatement>;

/** What was said of an image and signed by a key that this installation trusts, oldest first. */
export const Provenance = z.object({
  image: Digest,
  statements: z.array(
    z.object({
      statement: InTotoStatement,
      /** The Sigstore bundle that it came in, with its signature: for `cosign verify-blob-attestation --bundle`. */
      bundle: z.string(),
    }),
  ),
});
export type Provenance = z.infer<typeof Provenance>;
