import type { ToolName } from "@sluice/contract";
import type { Redaction } from "../logs/redaction.ts";
import { createRedactor, type Redactor } from "../logs/redactor.ts";
import type { RegisteredSecret } from "../logs/secret-forms.ts";
import { ownerOf } from "../previews/run-name.ts";
import type { SettingsStore } from "../ports/settings-store.ts";
import { decodeSet } from "./settings-set.ts";
import { aboutPlatformFile, aboutSettings, type Vault } from "./vault.ts";

export interface RedactionDependencies {
  readonly store: Pick<SettingsStore, "newestSettings" | "settingsVersions" | "platformFiles">;
  readonly vault: Pick<Vault, "open">;
  /** Values of fewer characters are not looked for. */
  readonly floor: number;
}

/** Processes that run, and rollbacks, use earlier versions: their values are looked for too. */
const versions = 50;
const mostKept = 200;

/** The secrets of each tool as redactors. One is kept until the tool's settings or the platform's files change. */
export function createRedaction(deps: RedactionDependencies): Redaction {
  const kept = new Map<ToolName, { readonly state: string; readonly redactor: Promise<Redactor> }>();
  return {
    async of(run) {
      const tool = ownerOf(run);
      const [newest, files] = await Promise.all([deps.store.newestSettings(tool), deps.store.platformFiles(tool)]);
      const state = JSON.stringify([newest, files.map(({ path, created }) => [path, created])]);
      const known = kept.get(tool);
      if (known?.state === state) return known.redactor;
      const redactor = secretsOf(deps, tool).then((secrets) => createRedactor(secrets, deps.floor));
      redactor.catch(() => kept.delete(tool));
      kept.delete(tool);
      kept.set(tool, { state, redactor });
      const oldest = kept.keys().next().value;
      if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
      return redactor;
    },
  };
}

async function secretsOf({ store, vault, floor }: RedactionDependencies, tool: ToolName): Promise<readonly RegisteredSecret[]> {
  const found: RegisteredSecret[] = [];
  for (const row of await store.settingsVersions(tool, { limit: versions })) {
    const { values, files } = decodeSet(await vault.open(aboutSettings(tool, row.version), row.sealed));
    for (const [name, { value, secret }] of values) if (secret) found.push({ name, value: value.reveal() });
    for (const [path, { content }] of files) found.push(...inFile(path, content.reveal(), floor));
  }
  for (const row of await store.platformFiles(tool)) {
    found.push(...inFile(row.path, await vault.open(aboutPlatformFile(row.tool, row.path), row.sealed), floor));
  }
  return found;
}

/** `password = x`, `"private_key": "x"`. */
const named = /(?:pass(?:word|wd)?|pwd|secret|token|key)["']?\s*[=:]\s*["']?([^"'\s,;]+)/gi;
const keyMaterial = /^[^\s]{20,}$/;

/**
 * What is secret in a file: what stands behind a telling name, and lines without a space that are long, as keys are.
 * Not every line: `[client]` is no secret.
 */
function inFile(path: string, base64: string, floor: number): readonly RegisteredSecret[] {
  const text = Buffer.from(base64, "base64").toString("utf8");
  const lines = text.split(/\r?\n/).filter((line) => keyMaterial.test(line));
  const values = [...text.matchAll(named)].flatMap((match) => match[1] ?? []);
  const whole = text.length <= 4096 ? [text] : [];
  return [...new Set([...values, ...lines, ...whole.filter((one) => !one.trim().includes("\n"))])]
    .filter((value) => value.length >= floor)
    .map((value) => ({ name: path, value }));
}
