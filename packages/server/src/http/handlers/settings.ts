import type { Handlers } from "../handler.ts";
import { pageOf } from "../page-of.ts";
import { changeSettings } from "../../core/settings/change-settings.ts";
import { removePlatformFile, setPlatformFile } from "../../core/settings/platform-files.ts";
import { showSettings } from "../../core/settings/read-settings.ts";
import { listKeys } from "../../core/settings/rotate-keys.ts";

type Names =
  | "settings.show"
  | "settings.versions"
  | "settings.change"
  | "platform.files.list"
  | "platform.files.set"
  | "platform.files.unset"
  | "keys.list"
  | "keys.rotate";

export const settingsHandlers: Pick<Handlers, Names> = {
  "settings.show": ({ deps, params, query }) => showSettings(deps.settings, params.tool, query.version),
  "settings.versions": ({ deps, params, query }) => deps.store.settingsVersions(params.tool, pageOf(query)),
  "settings.change": async ({ deps, me, params, body, note }) => {
    const done = await changeSettings(deps.settings, params.tool, me.user, body);
    note({ version: done.version, changed: done.changed, restart: body.restart });
    return done;
  },
  "platform.files.list": ({ deps }) => deps.store.platformFiles(),
  "platform.files.set": async ({ deps, me, body, note }) => {
    note({ path: body.path, tool: body.tool ?? null });
    return setPlatformFile(deps.settings, me.user, body);
  },
  "platform.files.unset": async ({ deps, query, note }) => {
    note({ path: query.path, tool: query.tool ?? null });
    await removePlatformFile(deps.settings, query.path, query.tool);
    return { done: true };
  },
  "keys.list": ({ deps }) => listKeys(deps.settings),
  "keys.rotate": ({ deps }) => deps.settings.rotate(),
};
