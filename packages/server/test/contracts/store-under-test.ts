import { onTestFinished } from "vitest";
import type { Store } from "../../src/core/ports/store.ts";

/** Opens stores on one fresh database; `open` again is what another server, or the same after a restart, sees. */
export interface StoreUnderTest {
  open(): Promise<Store>;
  /** One server at a time may have it open: those that do things at once share one store. */
  readonly oneServer?: boolean;
}

export type Fresh = () => Promise<StoreUnderTest>;

/** Opens a store for the running test alone. */
export async function openFor(under: StoreUnderTest): Promise<Store> {
  const store = await under.open();
  onTestFinished(() => store.close());
  return store;
}

/** Four stores for doing things at once: each a server's own where there may be several servers. */
export async function openFour(under: StoreUnderTest): Promise<readonly [Store, Store, Store, Store]> {
  const first = await openFor(under);
  const next = () => (under.oneServer ? first : openFor(under));
  return [first, await next(), await next(), await next()];
}
