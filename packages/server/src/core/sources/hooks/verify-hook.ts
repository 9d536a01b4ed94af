import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { HookForge } from "@sluice/contract";

/** A request as it came: nothing of it is parsed before its signature is known to be good. */
export interface HookRequest {
  /** Names in lower case, as node has them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
  /** Of a path that carries a secret; empty: it carries none. */
  readonly pathSecret: string;
}

/** How far a signed time may be from ours, seconds (Standard Webhooks, "Webhook metadata"). */
const mostSkew = 300;

type Verify = (request: HookRequest, secret: string, nowMs: number) => boolean;

/** `sha256=<hex>` over the raw body. */
const prefixed =
  (header: string): Verify =>
  ({ headers, body }, secret) =>
    same(one(headers, header), `sha256=${hmac(secret, [body]).toString("hex")}`);

/** `<hex>` over the payload, which stands in a form as one of its fields when the hook sends forms (Gitea's and Gogs's deliverers). */
const bare =
  (...names: readonly string[]): Verify =>
  (request, secret) => {
    const wanted = hmac(secret, [payloadOf(request)]).toString("hex");
    return names.some((name) => same(one(request.headers, name), wanted));
  };

const rules: Readonly<Record<HookForge, Verify>> = {
  // docs.github.com, "Validating webhook deliveries"
  github: prefixed("x-hub-signature-256"),
  gitlab: (request, secret, now) =>
    one(request.headers, "webhook-signature") === ""
      ? same(one(request.headers, "x-gitlab-token"), secret)
      : standard(request, secret, now),
  // docs.gitea.com and forgejo.org, "Webhooks"
  gitea: bare("x-forgejo-signature", "x-gitea-signature"),
  gogs: bare("x-gogs-signature"),
  // support.atlassian.com, "Manage webhooks"; confluence.atlassian.com, "Manage webhooks" of Data Center
  "bitbucket-cloud": prefixed("x-hub-signature"),
  "bitbucket-dc": prefixed("x-hub-signature"),
  // Gerrit's plugin signs nothing: what is secret is the address
  gerrit: ({ pathSecret }, secret) => same(pathSecret, secret),
  "soft-serve": prefixed("x-softserve-signature"),
  ci: ({ headers, body }, secret, now) => {
    const at = one(headers, "x-sluice-timestamp");
    return isNear(at, now) && same(one(headers, "x-sluice-signature"), `sha256=${hmac(secret, [`${at}.`, body]).toString("hex")}`);
  },
};

/** Whether the request was made by who has the secret. In constant time for what depends on the secret. */
export function verifyHook(forge: HookForge, request: HookRequest, secret: string, nowMs: number): boolean {
  return secret !== "" && rules[forge](request, secret, nowMs);
}

/** `v1,<base64>` over `<id>.<timestamp>.<body>` by the bytes that `whsec_` stands before (standardwebhooks.com); several, with spaces between, while a secret changes. */
function standard({ headers, body }: HookRequest, secret: string, now: number): boolean {
  const [id, at] = [one(headers, "webhook-id"), one(headers, "webhook-timestamp")];
  if (!isNear(at, now)) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const wanted = `v1,${hmac(key, [`${id}.${at}.`, body]).toString("base64")}`;
  const given = one(headers, "webhook-signature").split(" ").slice(0, 10);
  return given.some((signature) => same(signature, wanted));
}

/** What a hook says, also when it came as a form. */
export function payloadOf({ headers, body }: HookRequest): Buffer {
  if (!one(headers, "content-type").startsWith("application/x-www-form-urlencoded")) return body;
  return Buffer.from(new URLSearchParams(body.toString()).get("payload") ?? "");
}

function isNear(seconds: string, nowMs: number): boolean {
  return /^\d{1,12}$/.test(seconds) && Math.abs(nowMs / 1000 - Number(seconds)) <= mostSkew;
}

/** The value of a header that came once; a list is nobody's way to sign. */
export function one(headers: HookRequest["headers"], name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : "";
}

function hmac(key: string | Buffer, parts: readonly (string | Buffer)[]): Buffer {
  const sum = createHmac("sha256", key);
  for (const part of parts) sum.update(part);
  return sum.digest();
}

/** Compares hashes, so that neither the content nor the length shows in the time. */
function same(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash("sha256").update(text).digest());
  return a !== undefined && b !== undefined && given !== "" && timingSafeEqual(a, b);
}
