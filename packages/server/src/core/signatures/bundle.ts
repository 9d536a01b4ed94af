import { z } from "zod";
import type { AttachedBundle, ImageSigner } from "../ports/signatures.ts";
import { keyHint, openEnvelope, sealEnvelope } from "./dsse.ts";
import { Statement } from "./statement.ts";

/** Sigstore bundle 0.3 (github.com/sigstore/protobuf-specs, sigstore_bundle.proto) with a key that the verifier has. */
export const bundleType = "application/vnd.dev.sigstore.bundle.v0.3+json";
const statementType = "application/vnd.in-toto+json";

const Bundle = z.object({
  mediaType: z.string().startsWith("application/vnd.dev.sigstore.bundle"),
  dsseEnvelope: z.object({
    payload: z.base64(),
    payloadType: z.literal(statementType),
    signatures: z.array(z.object({ sig: z.base64() })).max(10),
  }),
});

export async function signStatement(signer: ImageSigner, statement: Statement): Promise<AttachedBundle> {
  const bundle = {
    mediaType: bundleType,
    verificationMaterial: { publicKey: { hint: keyHint(signer.publicKey) } },
    dsseEnvelope: await sealEnvelope(signer, statementType, JSON.stringify(statement)),
  };
  return { text: JSON.stringify(bundle), predicateType: statement.predicateType };
}

/** What a bundle says, when one of the keys signed it; null for all else, whatever it is. */
export function readSigned(text: string, publicKeys: readonly string[]): Statement | null {
  const bundle = Bundle.safeParse(parsed(text));
  const payload = bundle.success ? openEnvelope(bundle.data.dsseEnvelope, publicKeys) : null;
  const statement = payload === null ? null : Statement.safeParse(parsed(payload));
  return statement?.success === true ? statement.data : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
