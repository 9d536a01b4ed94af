import type { Digest } from "@sluice/contract";

/** The installation's own key: ECDSA over P-256 with SHA-256. The private half never leaves the implementation. */
export interface ImageSigner {
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKey: string;
  /** DER signature of the bytes. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A Sigstore bundle as it lies beside an image. */
export interface AttachedBundle {
  readonly text: string;
  /** The in-toto statement's, so that a reader finds the one it wants without reading all. */
  readonly predicateType: string;
}

/** Bundles that lie beside images, in the same repository, where `cosign` looks for them. */
export interface Attachments {
  /** Newest last; empty when there are none, or no such image. */
  attached(repository: string, digest: Digest): Promise<readonly AttachedBundle[]>;
  /** Puts all of them beside the image in place of those that were there. `not-found` when there is no such image. */
  attach(repository: string, digest: Digest, bundles: readonly AttachedBundle[]): Promise<void>;
}
