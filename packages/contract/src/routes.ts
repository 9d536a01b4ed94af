import { z } from "zod";
import { BuildId, ReleaseNumber, ToolName, UserName } from "./ids.ts";
import { AuditEntry, CreatedToken, Me, Member, NewToken, Role, Token } from "./schemas/access.ts";
import { Build, LogLine } from "./schemas/builds.ts";
import { Release, ToolStatus } from "./schemas/releases.ts";
import { Check, NewTool, Tool, ToolDetail } from "./schemas/tools.ts";

/** Who may call a route. `tool` roles look at `:tool` in the path; admins may everything. */
export type Access = "anyone" | "signed-in" | "viewer" | "maintainer" | "admin";

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Path with `:name` parameters, under `/api/v1`. */
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly output: z.ZodType;
  /** `lines`: the answer is newline-delimited JSON of `output`, sent as it happens. */
  readonly stream?: "lines";
}

const tool = z.object({ tool: ToolName });
const Page = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(20),
  /** Give the last `id`, `number` or `name` of the page before. */
  before: z.string().optional(),
});
const LogQuery = z.object({
  /** Keep the connection open until the log is complete. */
  follow: z.stringbool().default(false),
  from: z.coerce.number().int().min(0).default(0),
});
const Done = z.object({ done: z.literal(true) });

/** The whole API. http binds each row to core, client calls them by name, OpenAPI is written from them. */
export const routes = {
  "me.show": { method: "GET", path: "/me", access: "signed-in", summary: "Who am I", output: Me },
  "doctor.show": {
    method: "GET",
    path: "/doctor",
    access: "signed-in",
    summary: "Check every part and say how to mend it",
    output: z.array(Check),
  },
  "audit.list": {
    method: "GET",
    path: "/audit",
    access: "admin",
    summary: "The audit log, newest first",
    query: Page,
    output: z.array(AuditEntry),
  },

  "tokens.list": { method: "GET", path: "/tokens", access: "signed-in", summary: "My tokens; admins see all", output: z.array(Token) },
  "tokens.create": { method: "POST", path: "/tokens", access: "signed-in", summary: "Make a token", body: NewToken, output: CreatedToken },
  "tokens.revoke": {
    method: "DELETE",
    path: "/tokens/:id",
    access: "signed-in",
    summary: "End a token",
    params: z.object({ id: z.string() }),
    output: Done,
  },

  "tools.list": { method: "GET", path: "/tools", access: "signed-in", summary: "The tools I may see", query: Page, output: z.array(Tool) },
  "tools.create": { method: "POST", path: "/tools", access: "signed-in", summary: "Create a tool", body: NewTool, output: ToolDetail },
  "tools.show": {
    method: "GET",
    path: "/tools/:tool",
    access: "viewer",
    summary: "One tool with its members",
    params: tool,
    output: ToolDetail,
  },
  "tools.status": {
    method: "GET",
    path: "/tools/:tool/status",
    access: "viewer",
    summary: "What runs, and how it is",
    params: tool,
    output: ToolStatus,
  },
  "tools.delete": {
    method: "DELETE",
    path: "/tools/:tool",
    access: "maintainer",
    summary: "Delete a tool with all it has",
    params: tool,
    output: Done,
  },
  "tools.logs": {
    method: "GET",
    path: "/tools/:tool/logs",
    access: "viewer",
    summary: "What the processes print",
    params: tool,
    query: LogQuery.extend({ process: z.string().optional(), tail: z.coerce.number().int().min(0).max(10_000).default(100) }),
    output: LogLine,
    stream: "lines",
  },

  "members.set": {
    method: "PUT",
    path: "/tools/:tool/members/:user",
    access: "maintainer",
    summary: "Add a member or change the role",
    params: tool.extend({ user: UserName }),
    body: z.strictObject({ role: Role }),
    output: Member,
  },
  "members.remove": {
    method: "DELETE",
    path: "/tools/:tool/members/:user",
    access: "maintainer",
    summary: "Remove a member",
    params: tool.extend({ user: UserName }),
    output: Done,
  },

  "builds.list": {
    method: "GET",
    path: "/tools/:tool/builds",
    access: "viewer",
    summary: "Builds, newest first",
    params: tool,
    query: Page,
    output: z.array(Build),
  },
  "builds.show": {
    method: "GET",
    path: "/tools/:tool/builds/:build",
    access: "viewer",
    summary: "One build",
    params: tool.extend({ build: BuildId }),
    output: Build,
  },
  "builds.log": {
    method: "GET",
    path: "/tools/:tool/builds/:build/log",
    access: "viewer",
    summary: "The log of a build and its deployment",
    params: tool.extend({ build: BuildId }),
    query: LogQuery,
    output: LogLine,
    stream: "lines",
  },
  "builds.cancel": {
    method: "POST",
    path: "/tools/:tool/builds/:build/cancel",
    access: "maintainer",
    summary: "Cancel a build that is queued or running",
    params: tool.extend({ build: BuildId }),
    output: Build,
  },

  "releases.list": {
    method: "GET",
    path: "/tools/:tool/releases",
    access: "viewer",
    summary: "Releases, newest first",
    params: tool,
    query: Page,
    output: z.array(Release),
  },
  "releases.show": {
    method: "GET",
    path: "/tools/:tool/releases/:release",
    access: "viewer",
    summary: "One release",
    params: tool.extend({ release: ReleaseNumber }),
    output: Release,
  },
} as const satisfies Record<string, Route>;

export type Routes = typeof routes;
export type RouteName = keyof Routes;

type Part<R, K extends string> = R extends { readonly [P in K]: infer S extends z.ZodType } ? S : undefined;
export type ParamsOf<N extends RouteName> =
  Part<Routes[N], "params"> extends z.ZodType ? z.output<Part<Routes[N], "params">> : Record<never, never>;
export type QueryOf<N extends RouteName> =
  Part<Routes[N], "query"> extends z.ZodType ? z.output<Part<Routes[N], "query">> : Record<never, never>;
export type BodyOf<N extends RouteName> = Part<Routes[N], "body"> extends z.ZodType ? z.output<Part<Routes[N], "body">> : undefined;
export type OutputOf<N extends RouteName> = z.output<Routes[N]["output"]>;
