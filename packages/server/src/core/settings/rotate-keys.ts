import type { KeyStatus } from "@sluice/contract";
import type { Keys } from "../ports/keys.ts";
import type { SealedPlace, SettingsStore } from "../ports/settings-store.ts";
import { aboutHook, aboutPlatformFile, aboutSettings, aboutSource, aboutStatuses, type Vault } from "./vault.ts";

export interface KeyDependencies {
  readonly keys: Keys;
  readonly vault: Vault;
  readonly store: Pick<SettingsStore, "keyUse" | "sealedWithOther" | "reseal">;
}

const batch = 50;

export async function listKeys({ keys, store }: Pick<KeyDependencies, "keys" | "store">): Promise<KeyStatus[]> {
  const current = await keys.current();
  const [ids, use] = [await keys.ids(), await store.keyUse()];
  return ids.map((id) => ({ id, current: id === current.id, values: use.get(id) ?? 0 }));
}

/**
 * Seals everything with the current key and removes the others when nothing uses them. May be cut off anywhere and
 * begun again: each value is sealed with one key that exists at every moment.
 */
export async function resealAll(deps: KeyDependencies, signal: AbortSignal): Promise<void> {
  const { keys, vault, store } = deps;
  for (;;) {
    const current = await keys.current();
    const left = await store.sealedWithOther(current.id, batch);
    if (signal.aborted) return;
    if (left.length === 0) return removeUnused(deps, current.id);
    for (const place of left) {
      const about = aboutOf(place);
      await vault.seal(about, await vault.open(about, place.sealed), (sealed) => store.reseal(place, sealed));
    }
  }
}

async function removeUnused({ keys, vault, store }: KeyDependencies, current: string): Promise<void> {
  const old = (await keys.ids()).filter((id) => id !== current);
  // asked before the count: what is sealed from now on is sealed with the current key
  const free = old.filter((id) => !vault.inUse(id));
  const use = await store.keyUse();
  if ((await keys.current()).id !== current) return;
  for (const id of free) if ((use.get(id) ?? 0) === 0) await keys.remove(id);
}

function aboutOf(place: SealedPlace): string {
  if (place.kind === "hook") return aboutHook(place.id);
  if (place.kind === "source-access") return aboutSource(place.tool);
  if (place.kind === "statuses") return aboutStatuses(place.tool);
  return place.kind === "settings" ? aboutSettings(place.tool, place.version) : aboutPlatformFile(place.tool, place.path);
}
