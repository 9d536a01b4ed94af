import type { DetachedSignature } from "../ports/signature-verifier.ts";

/** What kind of signature begins here, armoured; null for one that we do not check (X.509). */
export function signatureKind(signature: string): DetachedSignature["kind"] | null {
  if (signature.startsWith("-----BEGIN SSH SIGNATURE-----")) return "ssh";
  return signature.startsWith("-----BEGIN PGP SIGNATURE-----") ? "openpgp" : null;
}
