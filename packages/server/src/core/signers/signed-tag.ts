import type { DetachedSignature } from "../ports/signature-verifier.ts";
import { signatureKind } from "./signature-kind.ts";

/** An annotated tag as git keeps it. */
export interface ReadTag {
  /** What it points to, a hash, and what that is: `commit`, or another `tag`. */
  readonly object: string;
  readonly type: string;
  /** What it is called, which its signature is over too. */
  readonly name: string;
  /** Null when it has none, or one of a kind that we do not check. */
  readonly signature: DetachedSignature | null;
}

const header = /^object (\S+)\ntype (\S+)\ntag ([^\n]+)\n/;

/** Reads a tag object; its signature is the end of its message, and is over all before it (git, gitformat-signature(5)). Null when it is none. */
export function readTag(raw: Buffer): ReadTag | null {
  // latin1 keeps every byte as it is
  const text = raw.toString("latin1");
  const [, object, type, name] = header.exec(text) ?? [];
  if (object === undefined || type === undefined || name === undefined) return null;
  return { object, type, name: Buffer.from(name, "latin1").toString(), signature: signatureOf(raw, text) };
}

/** The last line that begins one counts, as for git: what stands before it in the message is signed text. */
function signatureOf(raw: Buffer, text: string): DetachedSignature | null {
  const from = text.lastIndexOf("\n-----BEGIN ") + 1;
  const kind = from === 0 ? null : signatureKind(text.slice(from));
  return kind === null ? null : { kind, payload: raw.subarray(0, from), signature: text.slice(from) };
}
