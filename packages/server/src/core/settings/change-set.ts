import { settingLimits, SluiceError, type NewSetting, type SettingsChange } from "@sluice/contract";
import { Secret } from "./secret.ts";
import type { SecretFile, SettingsSet, SettingValue } from "./settings-set.ts";

export interface ChangedSet {
  readonly set: SettingsSet;
  /** Names and paths that differ; empty when nothing does. */
  readonly changed: readonly string[];
}

/** A set after a change, as the given version. Pure; throws to refuse, and then nothing of the change is done. */
export function changeSet(before: SettingsSet, change: SettingsChange, version: number): ChangedSet {
  const values = new Map(before.values);
  const files = new Map(before.files);
  const changed = new Set<string>();
  for (const name of change.unset) {
    if (!values.delete(name)) throw new SluiceError("not-found", `There is no setting ${name}.`);
    changed.add(name);
  }
  for (const path of change.unsetFiles) {
    if (!files.delete(path)) throw new SluiceError("not-found", `There is no secret file ${path}.`);
    changed.add(path);
  }
  for (const wish of change.set) {
    const next = valueAfter(wish, before.values.get(wish.name), version);
    values.set(wish.name, next);
    if (next === before.values.get(wish.name)) changed.delete(wish.name);
    else changed.add(wish.name);
  }
  for (const { path, content } of change.files) {
    const former = before.files.get(path);
    const next: SecretFile = { content: new Secret(content), since: version };
    const same = former !== undefined && former.content.equals(next.content);
    files.set(path, same ? former : next);
    if (same) changed.delete(path);
    else changed.add(path);
  }
  refuseTooMuch(values, files);
  return { set: { values, files }, changed: [...changed] };
}

function valueAfter(wish: NewSetting, former: SettingValue | undefined, version: number): SettingValue {
  if (former?.secret === true && !wish.secret) {
    throw new SluiceError(
      "wrong-state",
      `${wish.name} is a secret, and would be readable as a plain setting: set it with "sluice secrets set ${wish.name}", or unset it first.`,
    );
  }
  const next = { value: new Secret(wish.value), secret: wish.secret, build: wish.build ?? former?.build ?? false, since: version };
  const same = former !== undefined && former.value.equals(next.value) && former.secret === next.secret && former.build === next.build;
  return same ? former : next;
}

function refuseTooMuch(values: ReadonlyMap<string, SettingValue>, files: ReadonlyMap<string, SecretFile>): void {
  const { names, allValueBytes, files: most, allFileBytes } = settingLimits;
  if (values.size > names)
    throw new SluiceError("too-large", `A tool has at most ${names} settings and secrets; these are ${values.size}.`);
  if (files.size > most) throw new SluiceError("too-large", `A tool has at most ${most} secret files; these are ${files.size}.`);
  const bytes = [...values].reduce((sum, [name, { value }]) => sum + name.length + new TextEncoder().encode(value.reveal()).length + 2, 0);
  if (bytes > allValueBytes)
    throw new SluiceError("too-large", `All settings together have ${bytes} bytes; at most ${allValueBytes} fit a process.`);
  const fileBytes = [...files.values()].reduce((sum, { content }) => sum + (content.reveal().length * 3) / 4, 0);
  if (fileBytes > allFileBytes) throw new SluiceError("too-large", `All secret files together may have ${allFileBytes / 1024} KiB.`);
}
