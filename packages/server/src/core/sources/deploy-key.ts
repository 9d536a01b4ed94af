import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";

/** What stands before the 32 bytes of an Ed25519 private key in PKCS #8 (RFC 8410, section 7). */
const pkcs8Head = Buffer.from("302e020100300506032b657004220420", "hex");
const algorithm = "ssh-ed25519";

/** An Ed25519 key as ssh uses it (RFC 8709). */
export interface DeployKey {
  /** The public half in ssh's wire format (RFC 4253, section 6.6). */
  readonly blob: Buffer;
  /** A signature over `data`, in the same format. */
  sign(data: Buffer): Buffer;
}

/** Throws when the seed is not 32 bytes in hex. */
export function deployKey(seed: string): DeployKey {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Head, Buffer.from(seed, "hex")]), format: "der", type: "pkcs8" });
  return {
    blob: Buffer.concat([sshString(algorithm), sshString(publicBytes(key))]),
    sign: (data) => Buffer.concat([sshString(algorithm), sshString(sign(null, data, key))]),
  };
}

/** The public half as a forge wants it, on one line; `comment` tells a person whose it is. */
export function publicLine({ blob }: DeployKey, comment: string): string {
  return `${algorithm} ${blob.toString("base64")} ${comment}`;
}

/** Of a key on a line, as `ssh-keygen -l` shows it. */
export function fingerprint(line: string): string {
  const blob = Buffer.from(line.split(" ")[1] ?? "", "base64");
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}

/** RFC 4251, section 5: four bytes of length, and so many bytes. */
export function sshString(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function publicBytes(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
}
