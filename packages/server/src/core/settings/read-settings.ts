import { SluiceError, type ReleaseFile, type Settings, type ToolName } from "@sluice/contract";
import type { Control } from "../ports/control.ts";
import type { StartFile } from "../ports/runtime.ts";
import type { SettingsStore } from "../ports/settings-store.ts";
import { ownerOf } from "../previews/run-name.ts";
import { decodeSet, emptySet, type SettingsSet } from "./settings-set.ts";
import { aboutPlatformFile, aboutSettings, type Vault } from "./vault.ts";

export interface SettingsReader {
  readonly store: Pick<SettingsStore, "settings" | "newestSettings" | "platformFiles">;
  readonly vault: Pick<Vault, "open">;
}

/** One version of a tool's settings, opened. Version 0 is empty. */
export async function readSet({ store, vault }: SettingsReader, tool: ToolName, version: number): Promise<SettingsSet> {
  if (version === 0) return emptySet;
  const row = await store.settings(tool, version);
  if (row === null) throw new SluiceError("not-found", `${tool} has no settings version ${version}.`);
  return decodeSet(await vault.open(aboutSettings(tool, version), row.sealed));
}

/** A version as one may see it; the newest when none is named. */
export async function showSettings(
  reader: SettingsReader & { readonly control: Pick<Control, "read"> },
  tool: ToolName,
  wanted?: number,
): Promise<Settings> {
  const version = wanted ?? (await reader.store.newestSettings(tool));
  const [set, entry] = await Promise.all([readSet(reader, tool, version), reader.control.read(tool)]);
  const named = [...set.values].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return {
    version,
    released: entry?.kind === "release" ? entry.file.settings : null,
    plain: named.flatMap(([name, { value, secret, build, since }]) => (secret ? [] : [{ name, value: value.reveal(), build, since }])),
    secrets: named.flatMap(([name, { secret, build, since }]) => (secret ? [{ name, build, since }] : [])),
    files: [...set.files].map(([path, { since }]) => ({ path, since })).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  };
}

/** What a process of a release is started with. */
export interface ProcessSettings {
  readonly env: Readonly<Record<string, string>>;
  readonly files: readonly StartFile[];
}

/**
 * What a release is started with that is given no secrets: the platform's files are secrets too. Whether a value is one
 * is what its version says, so that a value made secret later is one from the next release on.
 */
async function plainSettings(reader: SettingsReader, tool: ToolName, version: number): Promise<ProcessSettings> {
  const { values } = await readSet(reader, tool, version);
  return {
    env: Object.fromEntries([...values].flatMap(([name, { value, secret }]) => (secret ? [] : [[name, value.reveal()]]))),
    files: [],
  };
}

/**
 * The settings version that the control repository names, and the platform's files as they are now. A tool's own file
 * wins over the platform's, one for the tool over one for all.
 */
export async function processSettings(
  reader: SettingsReader,
  file: Pick<ReleaseFile, "tool" | "settings" | "secrets">,
): Promise<ProcessSettings> {
  const tool = ownerOf(file.tool);
  if (file.secrets === false) return plainSettings(reader, tool, file.settings);
  const [set, rows] = await Promise.all([readSet(reader, tool, file.settings), reader.store.platformFiles(tool)]);
  const files = new Map<string, Uint8Array>();
  for (const row of rows.toSorted((a, b) => Number(a.tool !== null) - Number(b.tool !== null))) {
    files.set(row.path, bytesOf(await reader.vault.open(aboutPlatformFile(row.tool, row.path), row.sealed)));
  }
  for (const [path, { content }] of set.files) files.set(path, bytesOf(content.reveal()));
  return {
    env: Object.fromEntries([...set.values].map(([name, { value }]) => [name, value.reveal()])),
    files: [...files].map(([path, content]) => ({ path, content })),
  };
}

/** What of the newest settings is marked for the build. */
export async function buildSettings(reader: SettingsReader, tool: ToolName): Promise<Readonly<Record<string, string>>> {
  const set = await readSet(reader, tool, await reader.store.newestSettings(tool));
  return Object.fromEntries([...set.values].flatMap(([name, { value, build }]) => (build ? [[name, value.reveal()]] : [])));
}

function bytesOf(base64: string): Uint8Array {
  return Buffer.from(base64, "base64");
}
