import { isChange, SluiceError, type Moment, type Route } from "@sluice/contract";
import type { FastifyRequest } from "fastify";
import { authenticate } from "../core/access/authenticate.ts";
import type { Principal } from "../core/access/principal.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { tokenOf } from "./git/token.ts";

interface Done {
  readonly me: Principal;
  /** What the handler wants written of it: names, never values. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly answer: unknown;
}

/** Runs a change and writes it into the audit log, whatever its result. Reading is not a change. */
export async function audited(
  deps: HttpDependencies,
  name: string,
  route: Route,
  request: FastifyRequest,
  work: () => Promise<Done>,
): Promise<unknown> {
  if (!isChange(route)) return (await work()).answer;
  // asked for now: whoever has gone by then has no address
  const from = request.ip;
  const write = (user: string, result: "done" | "refused" | "failed", detail: Record<string, unknown>): Promise<void> =>
    deps.store.audit({
      at: deps.clock.now() as Moment,
      user,
      action: actionOf(name),
      subject: subjectOf(request),
      from,
      result,
      detail,
    });
  try {
    const { me, answer, detail } = await work();
    await write(me.user, "done", { ...detail });
    return answer;
  } catch (error) {
    // What is refused for its number is not written, or the log would grow as fast as somebody asks.
    if (error instanceof SluiceError && error.retryAfter !== undefined) throw error;
    const refused = error instanceof SluiceError && error.code !== "internal" && error.code !== "unavailable";
    await write(await callerOf(deps, request), refused ? "refused" : "failed", refused ? { code: error.code, reason: error.message } : {});
    throw error;
  }
}

/** `tools.create` is written as `tool.create`, `processes.scale` as `process.scale`, `embargoes.open` as `embargo.open`, `vulnerabilities.accept` as `vulnerability.accept`. */
export function actionOf(name: string): string {
  return name.replace(/^(\w+)ies\./, "$1y.").replace(/^(\w+?)(?:(?<=ss|go)es|s)\./, "$1.");
}

function subjectOf(request: FastifyRequest): string {
  const params = Object.values(request.params as Record<string, string>).join("/");
  if (params !== "") return params;
  const body = request.body;
  const named = typeof body === "object" && body !== null && "name" in body ? String(body.name) : "";
  return named.slice(0, 100);
}

async function callerOf(deps: HttpDependencies, request: FastifyRequest): Promise<string> {
  const value = tokenOf(request.headers.authorization);
  const me = value === null ? null : await authenticate(deps.store, deps.clock, value);
  return me?.user ?? "";
}
