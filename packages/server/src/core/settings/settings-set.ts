import { z } from "zod";
import { Secret } from "./secret.ts";

export interface SettingValue {
  readonly value: Secret;
  readonly secret: boolean;
  /** Given to the build too. */
  readonly build: boolean;
  /** The version in which it was set. */
  readonly since: number;
}

export interface SecretFile {
  /** Base64: it need not be text. */
  readonly content: Secret;
  readonly since: number;
}

/** All settings of a tool at one version. */
export interface SettingsSet {
  readonly values: ReadonlyMap<string, SettingValue>;
  readonly files: ReadonlyMap<string, SecretFile>;
}

export const emptySet: SettingsSet = { values: new Map(), files: new Map() };

const since = z.number().int();
const Stored = z.object({
  values: z.record(z.string(), z.object({ value: z.string(), secret: z.boolean(), build: z.boolean(), since })),
  files: z.record(z.string(), z.object({ content: z.string(), since })),
});

/** The text that is sealed. The only place where values become text again as a whole. */
export function encodeSet(set: SettingsSet): string {
  const stored: z.input<typeof Stored> = {
    values: Object.fromEntries([...set.values].map(([name, { value, ...rest }]) => [name, { value: value.reveal(), ...rest }])),
    files: Object.fromEntries([...set.files].map(([path, { content, ...rest }]) => [path, { content: content.reveal(), ...rest }])),
  };
  return JSON.stringify(stored);
}

export function decodeSet(text: string): SettingsSet {
  const { values, files } = Stored.parse(JSON.parse(text));
  return {
    values: new Map(Object.entries(values).map(([name, { value, ...rest }]) => [name, { value: new Secret(value), ...rest }])),
    files: new Map(Object.entries(files).map(([path, { content, ...rest }]) => [path, { content: new Secret(content), ...rest }])),
  };
}
