import { createHash, timingSafeEqual } from "node:crypto";
import type { Random } from "../ports/clock.ts";

const bytes = 32;
const pattern = /^sluice_[0-9a-f]{64}$/;

/** A new token's value: 256 bits of randomness, with a prefix that secret scanners can find. */
export function newTokenValue(random: Random): string {
  return `sluice_${random.hex(bytes)}`;
}

export function looksLikeToken(value: string): boolean {
  return pattern.test(value);
}

/** What is stored instead of the value. SHA-256 is enough: the value has too many bits to be guessed. */
export function hashToken(value: string): string {
  return createHash("sha256").update(value).digest("hex");
}

export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
