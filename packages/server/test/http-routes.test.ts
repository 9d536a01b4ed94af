import { ErrorBody, isChange, type Route, type RouteName, routes } from "@sluice/contract";
import type { z } from "zod";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actionOf } from "../src/http/audited.ts";
import { expected, type Outcome } from "./http/expected.ts";
import { knownBodies, knownParams } from "./http/known-inputs.ts";
import { type Caller, callers, openRoleServer, type RoleServer, type World } from "./http/role-world.ts";
import { sampleOf } from "./http/sample.ts";

let server: RoleServer;
beforeAll(async () => (server = await openRoleServer()));
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

function urlOf(name: RouteName, route: Route, world: World): URL {
  const param = (key: string): string => {
    if (key === "tool") return world.tool;
    const schema = route.params?.shape[key] as z.ZodType | undefined;
    if (schema === undefined) throw new Error(`${name} has :${key} in its path and no schema for it`);
    return knownParams[key] ?? String(sampleOf(schema, `:${key} of ${name}`));
  };
  const url = new URL(`/api/v1${route.path.replaceAll(/:([a-z]+)/g, (_, key: string) => encodeURIComponent(param(key)))}`, server.url);
  const query = route.query === undefined ? {} : (sampleOf(route.query, `query of ${name}`) as Record<string, unknown>);
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value));
  return url;
}

interface Answer {
  readonly outcome: Outcome | "broken";
  readonly said: string;
}

async function ask(name: RouteName, route: Route, world: World, caller: Caller): Promise<Answer> {
  const token = world.tokens[caller];
  const body = route.body === undefined ? null : JSON.stringify(knownBodies[name] ?? sampleOf(route.body, `body of ${name}`));
  const gone = new AbortController();
  const response = await fetch(urlOf(name, route, world), {
    method: route.method,
    signal: AbortSignal.any([gone.signal, AbortSignal.timeout(30_000)]),
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === null ? {} : { "content-type": "application/json" }),
    },
    ...(body === null ? {} : { body }),
  });
  if (response.ok) {
    gone.abort();
    return { outcome: "admitted", said: String(response.status) };
  }
  const said = await response.text();
  const error = ErrorBody.safeParse(((): unknown => JSON.parse(said))()).data?.error;
  return { outcome: outcomeOf(response.status, error?.message ?? ""), said: `${response.status} ${said}` };
}

function outcomeOf(status: number, message: string): Answer["outcome"] {
  if (status === 401) return "unknown";
  if (status === 403) return "forbidden";
  if (status === 404 && message.includes("that you may see")) return "hidden";
  return status === 500 ? "broken" : "admitted";
}

describe.each(Object.entries(routes) as unknown as [RouteName, Route][])("%s", (name, route) => {
  it("asks for a role in a tool only below a tool", () => {
    expect(["viewer", "maintainer"].includes(route.access) && !route.path.includes("/:tool")).toBe(false);
  });

  it("lets in and refuses each caller as its row says, and the audit log has every refused change", async () => {
    let world = await server.world();
    for (const caller of callers) {
      const wanted = expected(route, caller);
      const { outcome, said } = await ask(name, route, world, caller);
      if (wanted === "narrow") expect(["admitted", "forbidden"], `${caller}: ${said}`).toContain(outcome);
      else expect(outcome, `${caller}: ${said}`).toBe(wanted);
      if (!isChange(route)) continue;
      const [entry] = await server.store.auditLog({ limit: 1 });
      expect(entry, caller).toMatchObject({
        action: actionOf(name),
        from: "127.0.0.1",
        ...(outcome === "admitted" ? {} : { result: "refused" }),
      });
      // A change may have made the tool another one, or ended a token: the next caller finds a new world.
      if (outcome === "admitted") world = await server.world();
    }
  });
});

describe("the walk over the routes", () => {
  it("found nothing that failed on the server's side", () => {
    expect(server.problems).toEqual([]);
  });
});
