import type { Signer, SignerId, ToolName } from "@sluice/contract";

/** The keys that tools' commits must be signed by. */
export interface SignerStore {
  /** Oldest first. */
  signers(tool: ToolName): Promise<readonly Signer[]>;
  /** False when the tool has this key already; nothing is changed then. */
  addSigner(tool: ToolName, signer: Signer): Promise<boolean>;
  /** False when it has no such key. */
  removeSigner(tool: ToolName, id: SignerId): Promise<boolean>;
}
