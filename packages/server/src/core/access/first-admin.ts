import { UserName, type Moment } from "@sluice/contract";
import type { Clock, Random } from "../ports/clock.ts";
import type { AccessStore } from "../ports/store.ts";
import { hashToken, newTokenValue } from "./token-value.ts";

interface Dependencies {
  readonly store: Pick<AccessStore, "tokens" | "putUser" | "addToken">;
  readonly clock: Clock;
  readonly random: Random;
  /** Puts the value where the admin finds it; resolves when it is durable. */
  readonly keep: (value: string) => Promise<void>;
}

/**
 * The first start makes the user `admin` with a token. The value is kept before the rows are written: a crash between
 * leaves a value that is good for nothing, and the next start makes another, instead of an admin nobody can be.
 */
export async function ensureFirstAdmin(deps: Dependencies): Promise<boolean> {
  const admin = UserName.parse("admin");
  if ((await deps.store.tokens(admin)).length > 0) return false;
  const value = newTokenValue(deps.random);
  await deps.keep(value);
  await deps.store.putUser({ name: admin, admin: true });
  await deps.store.addToken({
    id: deps.random.hex(8),
    user: admin,
    label: "made at the first start",
    scope: "all",
    tool: null,
    created: deps.clock.now() as Moment,
    expires: null,
    lastUsed: null,
    revoked: false,
    hash: hashToken(value),
  });
  return true;
}
