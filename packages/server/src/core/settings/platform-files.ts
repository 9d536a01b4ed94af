import { SluiceError, type Moment, type NewSecretFile, type PlatformFile, type ToolName, type UserName } from "@sluice/contract";
import type { Clock } from "../ports/clock.ts";
import type { SettingsStore } from "../ports/settings-store.ts";
import type { ToolStore } from "../ports/store.ts";
import { aboutPlatformFile, type Vault } from "./vault.ts";

export interface PlatformFileDependencies {
  readonly store: Pick<SettingsStore, "platformFiles" | "putPlatformFile" | "removePlatformFile"> & Pick<ToolStore, "tool">;
  readonly vault: Vault;
  readonly clock: Clock;
}

const most = 10_000;

/** A secret file that an admin gives every tool, or one. Processes have it from their next start on. */
export async function setPlatformFile(
  deps: PlatformFileDependencies,
  by: UserName,
  { path, content, tool }: NewSecretFile & { readonly tool?: ToolName | undefined },
): Promise<PlatformFile> {
  if (tool !== undefined && (await deps.store.tool(tool)) === null) throw new SluiceError("not-found", `There is no tool ${tool}.`);
  if ((await deps.store.platformFiles()).length >= most) throw new SluiceError("too-large", `There are ${most} platform files already.`);
  const place = { tool: tool ?? null, path, author: by, created: deps.clock.now() as Moment };
  await deps.vault.seal(aboutPlatformFile(place.tool, path), content, (sealed) => deps.store.putPlatformFile({ ...place, ...sealed }));
  return place;
}

export async function removePlatformFile(deps: PlatformFileDependencies, path: string, tool: ToolName | undefined): Promise<void> {
  if (await deps.store.removePlatformFile(tool ?? null, path)) return;
  throw new SluiceError("not-found", `There is no platform file ${path} for ${tool ?? "all tools"}.`);
}
