import { randomUUID, sign } from "node:crypto";
import type { SigningKey } from "./signing-key.ts";

/** Rights on one repository: https://distribution.github.io/distribution/spec/auth/jwt/ */
export interface Access {
  readonly type: "repository";
  readonly name: string;
  readonly actions: readonly ("pull" | "push" | "delete")[];
}

export const issuer = "sluice";
export const service = "sluice-registry";
const lifeSeconds = 15 * 60;
/** Both run on one machine; this allows for a clock that is being set. */
const leewaySeconds = 60;

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** A JWT for 15 minutes, ES256, with the certificate in its header (RFC 7515, section 4.1.6). */
export function signToken({ key, certificate }: SigningKey, subject: string, access: readonly Access[], nowMs: number): string {
  const now = Math.floor(nowMs / 1000);
  const header = { typ: "JWT", alg: "ES256", x5c: [certificate.raw.toString("base64")] };
  const claims = {
    iss: issuer,
    sub: subject,
    aud: service,
    iat: now,
    nbf: now - leewaySeconds,
    exp: now + lifeSeconds,
    jti: randomUUID(),
    access,
  };
  const content = `${encode(header)}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(content), { key, dsaEncoding: "ieee-p1363" });
  return `${content}.${signature.toString("base64url")}`;
}
