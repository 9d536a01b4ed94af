import type { DetachedSignature } from "../ports/signature-verifier.ts";
import { signatureKind } from "./signature-kind.ts";

const key = "gpgsig ";

/**
 * Takes the signature out of a commit: what is signed is the commit without it (git, gitformat-signature(5)). Null when
 * it has none, or one of a kind that we do not check (X.509, or a hash of another kind).
 */
export function commitSignature(raw: Buffer): DetachedSignature | null {
  const ends = raw.indexOf("\n\n");
  if (ends < 0) return null;
  // latin1 keeps every byte as it is
  const lines = raw.subarray(0, ends).toString("latin1").split("\n");
  const from = lines.findIndex((line) => line.startsWith(key));
  if (from < 0) return null;
  const after = lines.findIndex((line, n) => n > from && !line.startsWith(" "));
  const to = after < 0 ? lines.length : after;
  const signature = lines
    .slice(from, to)
    .map((line, n) => line.slice(n === 0 ? key.length : 1))
    .join("\n");
  const kind = signatureKind(signature);
  if (kind === null) return null;
  const head = Buffer.from([...lines.slice(0, from), ...lines.slice(to)].join("\n"), "latin1");
  return { kind, payload: Buffer.concat([head, raw.subarray(ends)]), signature: `${signature}\n` };
}
