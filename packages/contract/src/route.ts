import { z } from "zod";
import { ToolName } from "./ids.ts";

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
  /** `lines`: the answer is newline-delimited JSON of `output`, sent as it happens. `bytes`: it is a file, to be saved. `socket`: a web socket (RFC 6455), `output` is its last message. */
  readonly stream?: "lines" | "bytes" | "socket";
  /** It changes nothing, although it is no GET: what it reads by is too much for a query. */
  readonly reads?: true;
  /** Also for a token of the scope `tool:push`, on its tool. */
  readonly deploys?: true;
}

/** Whether a route changes something: narrow tokens that only read may not call it, and it is audited. */
export function isChange(route: Route): boolean {
  return route.reads !== true && (route.method !== "GET" || route.stream === "socket");
}

/** The parameter of every route below a tool. */
export const inTool = z.object({ tool: ToolName });

export const Page = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(20),
  /** Give the last `id`, `number` or `name` of the page before. */
  before: z.string().optional(),
});

export const LogQuery = z.object({
  /** Keep the connection open until the log is complete. */
  follow: z.stringbool().default(false),
  from: z.coerce.number().int().min(0).default(0),
});

export const Done = z.object({ done: z.literal(true) });
