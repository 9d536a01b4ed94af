import type { Signer } from "@sluice/contract";

/** A signature over bytes, as git keeps it in a commit. */
export interface DetachedSignature {
  readonly kind: Signer["kind"];
  readonly payload: Uint8Array;
  /** Armoured. */
  readonly signature: string;
}

/** Says whether a signature is good; it is written by a tenant, and so are the keys. */
export interface SignatureVerifier {
  /** True when one of the keys (of the same kind) made it, is not expired or revoked, and nothing was changed since. */
  isGood(signed: DetachedSignature, keys: readonly Pick<Signer, "key">[]): Promise<boolean>;
}
