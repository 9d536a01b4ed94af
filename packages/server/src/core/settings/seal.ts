import { createCipheriv, createDecipheriv } from "node:crypto";
import { SluiceError } from "@sluice/contract";
import type { Random } from "../ports/clock.ts";
import type { Key } from "../ports/keys.ts";
import type { SealedText } from "../ports/settings-store.ts";

const algorithm = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/**
 * AES-256-GCM (NIST SP 800-38D) with a fresh 96-bit nonce; `about` is bound to it as associated data, so that a
 * sealed text moved to another place does not open. Form: `1.<key id>.<nonce, ciphertext and tag in base64url>`.
 */
export function seal(key: Key, random: Random, about: string, text: string): SealedText {
  const nonce = Buffer.from(random.hex(nonceBytes), "hex");
  const cipher = createCipheriv(algorithm, key.bytes, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(about));
  const body = Buffer.concat([nonce, cipher.update(text, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return { key: key.id, sealed: `1.${key.id}.${body.toString("base64url")}` };
}

/** The key id that a sealed text names; null when it is none of ours. */
export function keyOf(sealed: string): string | null {
  return /^1\.([0-9a-f]+)\.[\w-]+$/.exec(sealed)?.[1] ?? null;
}

/** Throws `unavailable` when it was altered, or sealed for another place. */
export function unseal(key: Key, about: string, sealed: string): string {
  const body = Buffer.from(sealed.split(".")[2] ?? "", "base64url");
  try {
    const decipher = createDecipheriv(algorithm, key.bytes, body.subarray(0, nonceBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(about)).setAuthTag(body.subarray(-tagBytes));
    return Buffer.concat([decipher.update(body.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString("utf8");
  } catch (error) {
    throw new SluiceError(
      "unavailable",
      `What is sealed for ${about} does not open: it was altered, or its key ${key.id} is another one.`,
      {
        cause: error,
      },
    );
  }
}
