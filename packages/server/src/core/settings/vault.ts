import { SluiceError, type ToolName } from "@sluice/contract";
import type { Random } from "../ports/clock.ts";
import type { Keys } from "../ports/keys.ts";
import type { SealedText } from "../ports/settings-store.ts";
import { keyOf, seal, unseal } from "./seal.ts";

/** Seals and opens with the keys, and knows which keys are being used just now. */
export interface Vault {
  /** Seals with the current key; the key stays until `store` has kept the result. */
  seal<T>(about: string, text: string, store: (sealed: SealedText) => Promise<T>): Promise<T>;
  open(about: string, sealed: string): Promise<string>;
  /** Whether something is being sealed with the key at this moment. */
  inUse(key: string): boolean;
}

export function createVault(keys: Keys, random: Random): Vault {
  const using = new Map<string, number>();
  /** Counted from before the key is looked up: a rotation in between finds it in use. */
  let lookingUp = 0;
  return {
    async seal(about, text, store) {
      lookingUp += 1;
      const key = await keys.current().finally(() => (lookingUp -= 1));
      using.set(key.id, (using.get(key.id) ?? 0) + 1);
      try {
        return await store(seal(key, random, about, text));
      } finally {
        using.set(key.id, (using.get(key.id) ?? 1) - 1);
      }
    },
    async open(about, sealed) {
      const id = keyOf(sealed);
      const key = id === null ? null : await keys.key(id);
      if (key === null)
        throw new SluiceError("unavailable", `The key ${id ?? "?"} that ${about} is sealed with is missing: take it from a backup.`);
      return unseal(key, about, sealed);
    },
    inUse: (key) => lookingUp > 0 || (using.get(key) ?? 0) > 0,
  };
}

/** What a sealed text is bound to. */
export function aboutSettings(tool: ToolName, version: number): string {
  return `settings ${tool} ${version}`;
}

export function aboutPlatformFile(tool: ToolName | null, path: string): string {
  return `platform file ${tool ?? "*"} ${path}`;
}

export function aboutHook(id: string): string {
  return `webhook ${id}`;
}

export function aboutSource(tool: ToolName): string {
  return `access to the source of ${tool}`;
}

export function aboutStatuses(tool: ToolName): string {
  return `statuses ${tool}`;
}
