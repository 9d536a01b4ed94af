import { createHash, createPublicKey, verify } from "node:crypto";
import type { ImageSigner } from "../ports/signatures.ts";

/** A signed payload: Dead Simple Signing Envelope 1.0 (github.com/secure-systems-lab/dsse, envelope.md). */
export interface Envelope {
  /** Base64. */
  readonly payload: string;
  readonly payloadType: string;
  readonly signatures: readonly { readonly sig: string }[];
}

/** What is signed: the type is under the signature too (DSSE protocol.md, "PAE"). */
function preAuthenticationEncoding(type: string, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);
}

export async function sealEnvelope(signer: Pick<ImageSigner, "sign">, payloadType: string, text: string): Promise<Envelope> {
  const payload = Buffer.from(text);
  const signature = await signer.sign(preAuthenticationEncoding(payloadType, payload));
  return { payload: payload.toString("base64"), payloadType, signatures: [{ sig: Buffer.from(signature).toString("base64") }] };
}

/** The payload, when one of the signatures is by one of the keys (PEM); else null. */
export function openEnvelope({ payload, payloadType, signatures }: Envelope, publicKeys: readonly string[]): string | null {
  const bytes = Buffer.from(payload, "base64");
  const signed = preAuthenticationEncoding(payloadType, bytes);
  const isSigned = publicKeys.some((key) => signatures.some(({ sig }) => verify("sha256", signed, key, Buffer.from(sig, "base64"))));
  return isSigned ? bytes.toString("utf8") : null;
}

/** By which a verifier tells keys apart: SHA-256 of the key's DER form, in base64, as `cosign` writes it. */
export function keyHint(publicKey: string): string {
  return createHash("sha256")
    .update(createPublicKey(publicKey).export({ type: "spki", format: "der" }))
    .digest("base64");
}
