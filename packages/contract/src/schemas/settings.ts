import { z } from "zod";
import { Moment, ReleaseNumber } from "../ids.ts";

/** Bounds of one tool's settings: an argument of a program is at most 128 KiB on Linux, all of them together about 2 MiB. */
export const settingLimits = {
  names: 256,
  valueBytes: 32 * 1024,
  allValueBytes: 256 * 1024,
  files: 32,
  fileBytes: 64 * 1024,
  allFileBytes: 512 * 1024,
} as const;

/** What the platform itself sets in a process, and what would keep the process from starting. */
const reserved = new Set(["PORT", "HOME", "PATH", "CACHE"]);
const reservedPrefix = /^(CNB|SLUICE)_/;

/** The name of an environment variable (POSIX.1-2024, 8.1, lower case allowed). */
export const SettingName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, "must be 1 to 128 of A-Z, a-z, 0-9 and _, and not start with a digit")
  .refine(
    (name) => !reserved.has(name) && !reservedPrefix.test(name),
    "is set by the platform: PORT, HOME, PATH, CACHE, CNB_* and SLUICE_* cannot be changed",
  );

const bytes = (text: string): number => new TextEncoder().encode(text).length;

export const SettingText = z
  .string()
  .refine((text) => !text.includes("\0"), "must not contain a NUL character: no environment can hold one")
  .refine((text) => bytes(text) <= settingLimits.valueBytes, `must be at most ${settingLimits.valueBytes / 1024} KiB`);

const places = ["/run/secrets/", "/etc/secrets/", "/workspace/"];

/** Where a secret file lies: relative to the home directory of the process, or under one of three absolute places. */
export const SecretFilePath = z
  .string()
  .max(200, "must be at most 200 characters")
  .regex(/^\/?[A-Za-z0-9._@+-]+(\/[A-Za-z0-9._@+-]+)*$/, "must be names of A-Z, a-z, 0-9 and ._@+- with / between them")
  .refine((path) => path.split("/").every((part) => part !== "." && part !== ".."), "must not contain . or .. as a name")
  .refine(
    (path) => !path.startsWith("/") || places.some((place) => path.startsWith(place)),
    `must be relative to the home directory, or below ${places.join(", ")}`,
  );

/** A file's content in base64: it need not be text. */
export const FileContent = z
  .base64("must be base64")
  .refine((text) => (text.length * 3) / 4 <= settingLimits.fileBytes + 3, `must be at most ${settingLimits.fileBytes / 1024} KiB`);

export const NewSetting = z.strictObject({
  name: SettingName,
  value: SettingText,
  /** A secret's value is never read back, and redacted from logs. */
  secret: z.boolean().default(false),
  /** Given to the build too. Absent: as it was; false for a new one. */
  build: z.boolean().optional(),
});
export type NewSetting = z.infer<typeof NewSetting>;

export const NewSecretFile = z.strictObject({ path: SecretFilePath, content: FileContent });
export type NewSecretFile = z.infer<typeof NewSecretFile>;

/** Many changes that become one new version of the whole set. */
export const SettingsChange = z.strictObject({
  set: z.array(NewSetting).max(settingLimits.names).default([]),
  unset: z.array(SettingName).max(settingLimits.names).default([]),
  files: z.array(NewSecretFile).max(settingLimits.files).default([]),
  unsetFiles: z.array(SecretFilePath).max(settingLimits.files).default([]),
  /** False: only stores the version; the next release uses it. */
  restart: z.boolean().default(true),
});
export type SettingsChange = z.infer<typeof SettingsChange>;

export const SettingsChanged = z.object({
  version: z.number().int().nonnegative(),
  /** Names and paths that differ from the version before; empty: nothing changed, and no version was made. */
  changed: z.array(z.string()),
  /** The release that uses the version; null while none does. */
  release: ReleaseNumber.nullable(),
});
export type SettingsChanged = z.infer<typeof SettingsChanged>;

/** `since` is the version in which the value was set. */
const Named = z.object({ name: z.string(), build: z.boolean(), since: z.number().int() });

/** A version of a tool's settings as one may see it: of secrets and files only the names. */
export const Settings = z.object({
  /** 0: nothing was ever set. */
  version: z.number().int().nonnegative(),
  /** The version that the control repository names; older than `version` while a change waits for the next release. */
  released: z.number().int().nonnegative().nullable(),
  plain: z.array(Named.extend({ value: z.string() })),
  secrets: z.array(Named),
  files: z.array(z.object({ path: z.string(), since: z.number().int() })),
});
export type Settings = z.infer<typeof Settings>;

export const SettingsVersion = z.object({
  version: z.number().int().positive(),
  author: z.string(),
  created: Moment,
  changed: z.array(z.string()),
});
export type SettingsVersion = z.infer<typeof SettingsVersion>;

/** A secret file made by admins, for one tool or for all (null). */
export const PlatformFile = z.object({ path: z.string(), tool: z.string().nullable(), author: z.string(), created: Moment });
export type PlatformFile = z.infer<typeof PlatformFile>;

export const KeyStatus = z.object({
  id: z.string(),
  current: z.boolean(),
  /** Values that are sealed with it. */
  values: z.number().int().nonnegative(),
});
export type KeyStatus = z.infer<typeof KeyStatus>;
