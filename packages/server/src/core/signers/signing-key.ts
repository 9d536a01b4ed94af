import { createHash } from "node:crypto";
import { type Signer, SluiceError } from "@sluice/contract";

export type SigningKey = Pick<Signer, "id" | "kind" | "fingerprint" | "key">;

const sshKinds = /^(ssh-ed25519|ecdsa-sha2-nistp(256|384|521)|ssh-rsa|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com)$/;
const block = /^-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n([\s\S]*?)\r?\n-----END PGP PUBLIC KEY BLOCK-----\s*$/;
const publicKeyTag = 6;

/** Reads a public key as people have it: a line of an `id_ed25519.pub`, or what `gpg --armor --export` prints. */
export function readSigningKey(text: string): SigningKey {
  const trimmed = text.trim();
  if (trimmed.includes("PRIVATE KEY"))
    throw refused("This is a private key: keep it to yourself, and give the public one (id_ed25519.pub).");
  return trimmed.startsWith("-----BEGIN PGP") ? openPgpKey(trimmed) : sshKey(trimmed);
}

function sshKey(text: string): SigningKey {
  const [kind = "", base64 = ""] = text.split(/\s+/);
  const bytes = Buffer.from(base64, "base64");
  // RFC 4253, section 6.6: the key begins with its own kind
  const length = bytes.length < 4 ? -1 : bytes.readUInt32BE(0);
  const isWhole = !text.includes("\n") && bytes.toString("base64") === base64 && bytes.subarray(4, 4 + length).toString() === kind;
  if (!sshKinds.test(kind) || !isWhole)
    throw refused("The key is neither a line as in id_ed25519.pub (ssh-ed25519 AAAA… name) nor an armoured block (gpg --armor --export).");
  if (kind === "ssh-rsa" && bytes.length < 250) throw refused("The RSA key has less than 2048 bits: make one with ssh-keygen -t ed25519.");
  const hash = createHash("sha256").update(bytes);
  return { id: idOf(bytes), kind: "ssh", fingerprint: `SHA256:${hash.digest("base64").replace(/=+$/, "")}`, key: `${kind} ${base64}` };
}

function openPgpKey(text: string): SigningKey {
  const bytes = unarmoured(text);
  const body = bytes === null ? null : firstPublicKey(bytes);
  if (bytes === null || body === null)
    throw refused("The block holds no OpenPGP public key: export one with gpg --armor --export you@example.org.");
  return { id: idOf(body), kind: "openpgp", fingerprint: fingerprintOf(body), key: `${text}\n` };
}

/** The bytes of an armoured block: RFC 9580, section 6.2. Null when it is none. */
export function unarmoured(text: string): Buffer | null {
  const inside = block.exec(text.trim())?.[1];
  if (inside === undefined) return null;
  const blank = /(^|\n)\s*\r?\n/.exec(inside);
  const data = (blank === null ? inside : inside.slice(blank.index + blank[0].length))
    .split(/\r?\n/)
    .filter((line) => !line.startsWith("="));
  return Buffer.from(data.join(""), "base64");
}

/** The first packet's body, when it is a public key: RFC 9580, sections 4.2 and 5.5.2. */
function firstPublicKey(bytes: Buffer): Buffer | null {
  const head = bytes[0] ?? 0;
  if ((head & 0x80) === 0) return null;
  const isNew = (head & 0x40) !== 0;
  const tag = isNew ? head & 0x3f : (head >> 2) & 0x0f;
  const [length, at] = isNew ? newLength(bytes) : oldLength(bytes, head & 3);
  const body = bytes.subarray(at, at + length);
  return tag === publicKeyTag && length > 6 && body.length === length ? body : null;
}

function newLength(bytes: Buffer): readonly [number, number] {
  const first = bytes[1] ?? 0;
  if (first < 192) return [first, 2];
  if (first < 224) return [((first - 192) << 8) + (bytes[2] ?? 0) + 192, 3];
  return first === 255 && bytes.length > 6 ? [bytes.readUInt32BE(2), 6] : [0, 0];
}

function oldLength(bytes: Buffer, kind: number): readonly [number, number] {
  if (bytes.length < 6) return [0, 0];
  if (kind === 0) return [bytes.readUInt8(1), 2];
  if (kind === 1) return [bytes.readUInt16BE(1), 3];
  return kind === 2 ? [bytes.readUInt32BE(1), 5] : [0, 0];
}

/** RFC 9580, section 5.5.4. */
function fingerprintOf(body: Buffer): string {
  const version = body[0];
  const [algorithm, prefix] = version === 6 ? (["sha256", Buffer.alloc(5, 0x9b)] as const) : (["sha1", Buffer.alloc(3, 0x99)] as const);
  if (version === 6) prefix.writeUInt32BE(body.length, 1);
  else prefix.writeUInt16BE(body.length, 1);
  return createHash(algorithm).update(prefix).update(body).digest("hex").toUpperCase();
}

function idOf(bytes: Buffer): SigningKey["id"] {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 32);
}

function refused(message: string): SluiceError {
  return new SluiceError("invalid-request", message, { path: "body.key" });
}
