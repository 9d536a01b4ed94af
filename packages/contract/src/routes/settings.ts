import { z } from "zod";
import { ToolName } from "../ids.ts";
import { Done, inTool, Page, type Route } from "../route.ts";
import {
  KeyStatus,
  NewSecretFile,
  PlatformFile,
  SecretFilePath,
  Settings,
  SettingsChange,
  SettingsChanged,
  SettingsVersion,
} from "../schemas/settings.ts";

export const settingsRoutes = {
  "settings.show": {
    method: "GET",
    path: "/tools/:tool/settings",
    access: "viewer",
    summary: "The settings: values of plain ones, only names of secrets",
    params: inTool,
    query: z.object({ version: z.coerce.number().int().positive().optional() }),
    output: Settings,
  },
  "settings.versions": {
    method: "GET",
    path: "/tools/:tool/settings/versions",
    access: "viewer",
    summary: "Who changed which settings, newest first",
    params: inTool,
    query: Page,
    output: z.array(SettingsVersion),
  },
  "settings.change": {
    method: "POST",
    path: "/tools/:tool/settings",
    access: "maintainer",
    summary: "Set and unset many at once; makes a release on the same image",
    params: inTool,
    body: SettingsChange,
    output: SettingsChanged,
  },
  "platform.files.list": {
    method: "GET",
    path: "/platform/files",
    access: "admin",
    summary: "Secret files that admins give to tools",
    output: z.array(PlatformFile),
  },
  "platform.files.set": {
    method: "PUT",
    path: "/platform/files",
    access: "admin",
    summary: "Give every tool, or one, a secret file",
    body: NewSecretFile.extend({ tool: ToolName.optional() }),
    output: PlatformFile,
  },
  "platform.files.unset": {
    method: "DELETE",
    path: "/platform/files",
    access: "admin",
    summary: "Take a secret file back",
    query: z.object({ path: SecretFilePath, tool: ToolName.optional() }),
    output: Done,
  },
  "keys.list": {
    method: "GET",
    path: "/keys",
    access: "admin",
    summary: "The keys that secrets are sealed with, by their ids",
    output: z.array(KeyStatus),
  },
  "keys.rotate": {
    method: "POST",
    path: "/keys/rotate",
    access: "admin",
    summary: "Make a new key and reseal everything with it",
    output: z.array(KeyStatus),
  },
} as const satisfies Record<string, Route>;
