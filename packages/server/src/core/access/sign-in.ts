import type { Clock } from "../ports/clock.ts";
import type { AccessStore } from "../ports/store.ts";
import { authenticate } from "./authenticate.ts";
import type { Principal } from "./principal.ts";
import type { SignInLimit } from "./sign-in-limit.ts";

interface Dependencies {
  readonly store: Pick<AccessStore, "tokenByHash" | "user" | "tokenUsed">;
  readonly clock: Clock;
  readonly signIns: SignInLimit;
}

/** Whose token this is, null when nobody's. Throws after too many wrong ones; a right one works from every other address. */
export async function signIn({ store, clock, signIns }: Dependencies, value: string, address: string): Promise<Principal | null> {
  signIns.check(address);
  const me = await authenticate(store, clock, value);
  if (me === null) signIns.failed(address, value);
  return me;
}
