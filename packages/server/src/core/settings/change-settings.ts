import {
  SluiceError,
  type Moment,
  type ReleaseNumber,
  type SettingsChange,
  type SettingsChanged,
  type ToolName,
  type UserName,
} from "@sluice/contract";
import type { SettingsStore } from "../ports/settings-store.ts";
import { changeRelease } from "../releases/change-release.ts";
import type { ReleaseDependencies } from "../releases/make-release.ts";
import { changeSet } from "./change-set.ts";
import { readSet } from "./read-settings.ts";
import { encodeSet } from "./settings-set.ts";
import { aboutSettings, type Vault } from "./vault.ts";

export interface SettingsDependencies extends ReleaseDependencies {
  readonly store: ReleaseDependencies["store"] & SettingsStore;
  readonly vault: Vault;
}

const attempts = 20;

/**
 * Makes a new version of a tool's settings and a release with it. The version is stored together with the wish for
 * its release: killed in between, the next start makes that release.
 */
export async function changeSettings(
  deps: SettingsDependencies,
  tool: ToolName,
  by: UserName,
  change: SettingsChange,
): Promise<SettingsChanged> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const version = await deps.store.newestSettings(tool);
    const next = changeSet(await readSet(deps, tool, version), change, version + 1);
    if (next.changed.length === 0) return { version, changed: [], release: await unchanged(deps, tool, version) };
    const wished = change.restart && (await runsSomething(deps, tool));
    const created = deps.clock.now() as Moment;
    const row = { tool, version: version + 1, author: by, created, changed: next.changed, wished };
    const added = await deps.vault.seal(aboutSettings(tool, row.version), encodeSet(next.set), (sealed) =>
      deps.store.addSettings({ ...row, ...sealed }),
    );
    // somebody else's change came first; this one is made over it
    if (!added) continue;
    return {
      version: row.version,
      changed: [...next.changed],
      release: wished ? await releaseSettings(deps, tool, row.version, by) : null,
    };
  }
  throw new SluiceError("unavailable", `The settings of ${tool} were changed ${attempts} times meanwhile by others.`);
}

/** The same values again: an earlier try that failed before its release is finished by it. */
async function unchanged(deps: SettingsDependencies, tool: ToolName, version: number): Promise<ReleaseNumber | null> {
  const open = (await deps.store.wishedSettings()).find((wish) => wish.tool === tool);
  if (open !== undefined) await releaseSettings(deps, tool, open.version, open.author);
  const entry = await deps.control.read(tool);
  return entry?.kind === "release" && entry.file.settings === version ? entry.file.release : null;
}

async function runsSomething(deps: SettingsDependencies, tool: ToolName): Promise<boolean> {
  const entry = await deps.control.read(tool);
  if (entry?.kind === "broken")
    throw new SluiceError("wrong-state", `The control repository's file of ${tool} is broken: ${entry.problem}`);
  return entry !== null;
}

/** Makes the release of a stored version, unless what runs has it already. Null when the tool runs nothing. */
export async function releaseSettings(
  deps: SettingsDependencies,
  tool: ToolName,
  version: number,
  by: UserName,
): Promise<ReleaseNumber | null> {
  const made = (await runsSomething(deps, tool))
    ? await changeRelease(deps, {
        tool,
        by,
        cause: "settings",
        subject: (release) => `Change the settings of ${tool}: v${release}`,
        body: `Settings version ${version}, set by ${by}.`,
        trailers: { "Sluice-Settings": String(version) },
        change: (present) => (present.settings >= version ? null : { settings: version }),
      })
    : null;
  await deps.store.settingsReleased(tool, version);
  if (made !== null) return made.number;
  const entry = await deps.control.read(tool);
  return entry?.kind === "release" ? entry.file.release : null;
}

/** Makes the releases that a crash or an outage prevented. */
export async function finishWishes(deps: SettingsDependencies, onProblem: (what: string, error: unknown) => void): Promise<void> {
  for (const { tool, version, author } of await deps.store.wishedSettings()) {
    try {
      await releaseSettings(deps, tool, version, author);
    } catch (error) {
      onProblem(`releasing settings version ${version} of ${tool}`, error);
    }
  }
}
