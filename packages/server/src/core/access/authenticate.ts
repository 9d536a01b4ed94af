import { isDiskFull } from "../builds/why-of.ts";
import type { Clock } from "../ports/clock.ts";
import type { AccessStore } from "../ports/store.ts";
import type { Principal } from "./principal.ts";
import { hashToken, looksLikeToken, sameHash } from "./token-value.ts";

type Store = Pick<AccessStore, "tokenByHash" | "user" | "tokenUsed">;

/** Whose token this is; null when it is none, has ended or was revoked. */
export async function authenticate(store: Store, clock: Clock, value: string): Promise<Principal | null> {
  if (!looksLikeToken(value)) return null;
  const hash = hashToken(value);
  const token = await store.tokenByHash(hash);
  if (token === null || !sameHash(token.hash, hash) || token.revoked) return null;
  const now = clock.now();
  if (token.expires !== null && token.expires <= now) return null;
  const user = await store.user(token.user);
  if (user === null) return null;
  await store.tokenUsed(token.id, now).catch((error: unknown) => {
    // Only a remark for its owner: who may read must be able to read although nothing can be written.
    if (!isDiskFull(error)) throw error;
  });
  return { user: user.name, admin: user.admin, scope: token.scope, tool: token.tool, tokenId: token.id };
}
