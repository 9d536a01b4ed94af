import { SluiceError, type CreatedToken, type Me, type Moment, type NewToken, type Token } from "@sluice/contract";
import type { Clock, Random } from "../ports/clock.ts";
import type { AccessStore, StoredToken } from "../ports/store.ts";
import { isNarrow } from "./principal.ts";
import { hashToken, newTokenValue } from "./token-value.ts";

interface Dependencies {
  readonly store: Pick<AccessStore, "user" | "putUser" | "addToken" | "tokens" | "revokeToken">;
  readonly clock: Clock;
  readonly random: Random;
}

const dayMs = 86_400_000;

/** Makes a token for the caller; an admin may make one for another user, who is created when new. */
export async function createToken(deps: Dependencies, me: Me, wish: NewToken): Promise<CreatedToken> {
  if (isNarrow(me)) throw new SluiceError("not-allowed", "A narrow token cannot make tokens.");
  const user = wish.user ?? me.user;
  if (user !== me.user && !me.admin) throw new SluiceError("not-allowed", "Only admins make tokens for others.");
  if (wish.scope === "tool:push" && wish.tool === undefined) {
    throw new SluiceError("invalid-request", "A token with the scope tool:push names its tool.", { path: "body.tool" });
  }
  if (wish.scope.startsWith("control:")) {
    if (!me.admin) throw new SluiceError("not-allowed", "Only admins make tokens for the control repository.");
    if (wish.tool !== undefined) {
      throw new SluiceError("invalid-request", "The control repository is about all tools: leave out the tool.", { path: "body.tool" });
    }
  }
  if ((await deps.store.user(user)) === null) await deps.store.putUser({ name: user, admin: false });
  const value = newTokenValue(deps.random);
  const stored = describe(deps, { ...wish, user }, value);
  await deps.store.addToken(stored);
  const { hash: _, ...token } = stored;
  return { token, value };
}

function describe(deps: Dependencies, wish: NewToken & { user: Token["user"] }, value: string): StoredToken {
  const created = deps.clock.now() as Moment;
  const expires = wish.days === undefined ? null : (new Date(Date.parse(created) + wish.days * dayMs).toISOString() as Moment);
  return {
    id: deps.random.hex(8),
    user: wish.user,
    label: wish.label,
    scope: wish.scope,
    tool: wish.tool ?? null,
    created,
    expires,
    lastUsed: null,
    revoked: false,
    hash: hashToken(value),
  };
}

export function listTokens(deps: Dependencies, me: Me): Promise<readonly Token[]> {
  return deps.store.tokens(me.admin && !isNarrow(me) ? null : me.user);
}

/** Ends a token of the caller's; an admin ends anybody's. */
export async function revokeToken(deps: Dependencies, me: Me, id: string): Promise<void> {
  if (!(await deps.store.revokeToken(id, me.admin ? null : me.user))) {
    throw new SluiceError("not-found", `There is no token ${JSON.stringify(id)} of yours.`);
  }
}
