import type { BaseImage } from "./statement.ts";
import type { Digest, ReleaseFile, SignaturePolicy, ToolName } from "@sluice/contract";
import type { BuildRow } from "../ports/store.ts";
import type { Said } from "./verify-image.ts";

/** Signatures and provenance of images, as the rest of the server sees them. */
export interface Signatures {
  readonly policy: SignaturePolicy;
  /** PEM. */
  readonly publicKey: string;
  /** Says of a built image how it was made. May be repeated; does nothing where images are not signed. */
  signBuild(
    build: BuildRow,
    image: { readonly repository: string; readonly digest: Digest; readonly bases?: readonly BaseImage[] },
  ): Promise<void>;
  /** The same for an image that was moved onto another base; both as `host:port/tool@digest`. */
  signRebase(tool: ToolName, made: string, from: string): Promise<void>;
  /** Why a release may not be deployed, as its image is not signed; null when it may. */
  unsigned(file: ReleaseFile): Promise<string | null>;
  said(tool: ToolName, image: Digest): Promise<readonly Said[]>;
}
