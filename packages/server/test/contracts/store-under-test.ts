import { onTestFinished } from 'vitest';
import type { Store } from '../../src/core/ports/store.ts';

/** Opens stores on one fresh database; `open` again is what another server, or the same after a restart, sees. */
export interface StoreUnderTest {
  open(): Promise<Store>;
}

export type Fresh = () => Promise<StoreUnderTest>;

/** Opens a store for the running test alone. */
export async function openFor(under: StoreUnderTest): Promise<Store> {
  const store = await under.open();
  onTestFinished(() => store.close());
  return store;
}
