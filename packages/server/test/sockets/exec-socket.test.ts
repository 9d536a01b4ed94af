import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execLimits, Moment, ToolName, UserName, type Scope } from "@sluice/contract";
import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { systemClock, systemRandom } from "../../src/adapters/clock-system/clock.ts";
import { openStore } from "../../src/adapters/store-sql/open.ts";
import { signInLimit } from "../../src/core/access/sign-in-limit.ts";
import { createToken } from "../../src/core/access/tokens.ts";
import { answerError } from "../../src/http/answer-error.ts";
import { bindRoutes } from "../../src/http/bind-routes.ts";
import type { HttpDependencies } from "../../src/http/dependencies.ts";
import { slots } from "../../src/http/git/slots.ts";
import { handlers } from "../../src/http/handlers/index.ts";
import { execHandlers } from "../../src/http/sockets/exec.ts";
import { localExec } from "./local-exec.ts";

const tool = ToolName.parse("shop");
const ada = UserName.parse("ada");
const most = 3;
const local = localExec(tool);
const problems: unknown[] = [];
let directory: string;
let store: Awaited<ReturnType<typeof openStore>>;
let app: FastifyInstance;
let port: number;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-exec-"));
  store = await openStore({ kind: "sqlite", file: join(directory, "store.db") });
  await store.putUser({ name: ada, admin: false });
  await store.createTool({ name: tool, created: Moment.parse(systemClock.now()), createdBy: ada }, ada);
  app = Fastify({ forceCloseConnections: true });
  const onProblem = (_what: string, error: unknown): void => void problems.push(error);
  app.setErrorHandler(answerError(onProblem));
  // what no socket needs is left out
  const deps: Pick<HttpDependencies, "store" | "clock" | "random" | "onProblem" | "exec" | "signIns"> = {
    store,
    clock: systemClock,
    random: systemRandom,
    onProblem,
    signIns: signInLimit(systemClock, 1000),
    exec: { runtime: local, slots: slots(most, "programs") },
  };
  bindRoutes(app, deps as HttpDependencies, handlers, execHandlers);
  await app.listen({ host: "127.0.0.1", port: 0 });
  port = (app.server.address() as AddressInfo).port;
});
afterAll(async () => {
  await app.close();
  await store.close();
  await rm(directory, { recursive: true });
});

async function tokenOf(scope: Scope): Promise<string> {
  const me = { user: ada, admin: false, scope: "all" as const, tool: null };
  return (
    await createToken({ store, clock: systemClock, random: systemRandom }, me, {
      label: "t",
      scope,
      ...(scope === "tool:push" ? { tool } : {}),
    })
  ).value;
}
async function open(scope: Scope = "all", name: string = tool): Promise<WebSocket> {
  const headers = { authorization: `Bearer ${await tokenOf(scope)}` };
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/tools/${name}/exec`, { headers });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", () => {
      // nothing is read before somebody listens
      socket.pause();
      resolve();
    });
    socket.once("unexpected-response", (_, answer) => reject(new Error(`status ${answer.statusCode}`)));
  });
  return socket;
}
async function begin(...command: string[]): Promise<WebSocket> {
  const socket = await open();
  socket.send(JSON.stringify({ process: "web", command, terminal: null }));
  return socket;
}
/** All that a socket says, until it closes. */
async function said(socket: WebSocket): Promise<{ output: string; last: unknown; close: number }> {
  let output = "";
  let last: unknown = null;
  socket.on("message", (data: Buffer, isBinary) => {
    if (isBinary) output += data.subarray(1).toString();
    else last = JSON.parse(data.toString());
  });
  const closed = once(socket, "close");
  socket.resume();
  const [close] = (await closed) as [number];
  return { output, last, close };
}

test("a program's output and exit code come over the socket, and it is audited without its arguments", async () => {
  expect(await said(await begin("bash", "-c", "echo one; exit 3"))).toEqual({ output: "one\n", last: { exitCode: 3 }, close: 1000 });
  const [entry] = await store.auditLog({ limit: 1 });
  expect(entry).toMatchObject({
    action: "process.exec",
    user: "ada",
    subject: tool,
    result: "done",
    detail: { process: "web", program: "bash" },
  });
});

test("input goes to the program until it is said to end", async () => {
  const socket = await begin("cat");
  const all = said(socket);
  socket.send(Buffer.alloc(100_000, "x"));
  socket.send(Buffer.from("end"));
  socket.send(JSON.stringify({ end: true }));
  expect((await all).output).toBe(`${"x".repeat(100_000)}end`);
});

test.each<[string, Scope, string, number]>([
  ["a token that only reads", "read", tool, 403],
  ["a token that only pushes", "tool:push", tool, 404],
  ["a tool that is not there", "all", "other", 404],
])("%s is refused before there is a socket", async (_who, scope, name, status) => {
  await expect(open(scope, name)).rejects.toThrow(`status ${status}`);
});

test("a plain request is told what it is for", async () => {
  const headers = { authorization: `Bearer ${await tokenOf("all")}` };
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/tools/${tool}/exec`, { headers });
  expect(answer.status).toBe(400);
  expect(await answer.text()).toContain("web socket");
});

test.each([
  ["nothing to start", JSON.stringify({ process: "web", command: [], terminal: null }), "invalid-request"],
  ["a process that does not run", JSON.stringify({ process: "worker", command: ["true"], terminal: null }), "wrong-state"],
  ["no JSON", "start!", "invalid-request"],
])("%s is refused with a reason", async (_what, text, code) => {
  const socket = await open();
  const all = said(socket);
  socket.send(text);
  expect(await all).toMatchObject({ last: { error: { code } }, close: 1008 });
});

test("a message over the limit ends the socket, and a program ends with its socket", async () => {
  const before = local.ended();
  const socket = await begin("cat");
  socket.on("error", () => undefined);
  socket.send(Buffer.alloc(execLimits.messageBytes + 1));
  const closed = once(socket, "close");
  socket.resume();
  await closed;
  await vi.waitFor(() => expect(local.ended()).toBe(before + 1), 30_000);
  const other = await begin("sleep", "1000");
  await vi.waitFor(async () => expect((await store.auditLog({ limit: 1 }))[0]?.detail).toMatchObject({ program: "sleep" }), 30_000);
  other.terminate();
  await vi.waitFor(() => expect(local.ended()).toBe(before + 2), 30_000);
});

test("no more than so many at once, and a place is free again after the end", async () => {
  const sockets = await Promise.all(Array.from({ length: most }, () => begin("cat")));
  const refused = await said(await begin("true"));
  expect(refused.last).toMatchObject({ error: { code: "too-many" } });
  for (const socket of sockets) socket.terminate();
  await vi.waitFor(async () => expect((await said(await begin("true"))).last).toEqual({ exitCode: 0 }), 30_000);
  expect(problems).toEqual([]);
});
