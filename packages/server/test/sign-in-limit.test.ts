import { ErrorBody } from "@sluice/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openRoleServer, type RoleServer, type World } from "./http/role-world.ts";

let server: RoleServer;
let world: World;
let right: string;
beforeAll(async () => {
  server = await openRoleServer(3);
  world = await server.world();
  right = world.tokens.maintainer ?? "";
});
afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

/** The test is a trusted proxy: it says from which address a call comes. */
function call(path: string, address: string, authorization: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server.url}${path}`, { ...init, headers: { authorization, "x-forwarded-for": address } });
}
const me = (address: string, token: string): Promise<Response> => call("/api/v1/me", address, `Bearer ${token}`);
const wrong = (n: number): string => `sluice_${String(n).padStart(8, "0")}${"0".repeat(56)}`;

it("shuts out an address after wrong tokens and says for how long; a right token still works from another", async () => {
  for (let n = 0; n < 3; n += 1) expect((await me("198.51.100.1", wrong(n))).status).toBe(401);
  const answer = await me("198.51.100.1", right);
  expect(answer.status).toBe(429);
  const { error } = ErrorBody.parse(await answer.json());
  expect(error).toMatchObject({ code: "too-many", todo: "Wait a little and try again." });
  expect(error.message).toContain("198.51.100.1");
  expect(error.retryAfter).toBeGreaterThan(0);
  expect(error.retryAfter).toBeLessThanOrEqual(20);
  expect(answer.headers.get("retry-after")).toBe(String(error.retryAfter));
  expect((await me("198.51.100.2", right)).status).toBe(200);
});

it("shuts out guesses at one token from many addresses, and not who has it", async () => {
  const guess = `${right.slice(0, -1)}${right.endsWith("0") ? "1" : "0"}`;
  for (let n = 0; n < 3; n += 1) expect((await me(`203.0.113.${n}`, guess)).status).toBe(401);
  const answer = await me("203.0.113.9", guess);
  expect(answer.status).toBe(429);
  expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
  expect((await me("203.0.113.10", right)).status).toBe(200);
});

it("limits git alike, with the reason in plain text", async () => {
  const git = (address: string, token: string): Promise<Response> =>
    call(`/git/${world.tool}.git/info/refs?service=git-upload-pack`, address, `Basic ${Buffer.from(`x:${token}`).toString("base64")}`);
  for (let n = 0; n < 3; n += 1) expect((await git("198.51.100.20", wrong(100 + n))).status).toBe(401);
  const answer = await git("198.51.100.20", right);
  expect(answer.status).toBe(429);
  expect(answer.headers.get("retry-after")).toMatch(/^\d+$/);
  expect(await answer.text()).toMatch(/^Too many failed sign-ins from 198\.51\.100\.20: try again in \d+ s\.\nWait a little/);
  expect((await git("198.51.100.21", right)).status).toBe(200);
});

it("writes failed sign-ins into the audit log, but not what the limit refused", async () => {
  const create = (n: number): Promise<Response> => call("/api/v1/tools", "198.51.100.30", `Bearer ${wrong(200 + n)}`, { method: "POST" });
  const answers: number[] = [];
  for (let n = 0; n < 6; n += 1) answers.push((await create(n)).status);
  expect(answers).toEqual([401, 401, 401, 429, 429, 429]);
  const log = await server.store.auditLog({ limit: 100 });
  expect(log.filter((entry) => entry.from === "198.51.100.30")).toHaveLength(3);
});

it("does not count a request without a token", async () => {
  for (let n = 0; n < 10; n += 1) expect((await call("/api/v1/me", "198.51.100.40", "")).status).toBe(401);
  expect((await me("198.51.100.40", right)).status).toBe(200);
});
