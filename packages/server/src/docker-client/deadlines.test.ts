import Dockerode from "dockerode";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Deadlines, withDeadlines } from "./deadlines.ts";

let directory: string;
let server: Server;
let handle: (request: IncomingMessage, reply: ServerResponse) => void;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "sluice-engine-"));
  server = createServer((request, reply) => handle(request, reply));
  await new Promise<void>((resolve) => server.listen(join(directory, "engine.sock"), resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(directory, { recursive: true });
});

/** More than a loaded machine takes for anything here. */
const ample = 15_000;
const docker = (deadlines: Partial<Deadlines> = {}): Dockerode =>
  withDeadlines(new Dockerode({ socketPath: join(directory, "engine.sock") }), {
    answerMs: 200,
    imageMs: ample,
    silenceMs: 200,
    ...deadlines,
  });

test("an engine that accepts and never answers is an error after the deadline", async () => {
  handle = () => undefined;
  await expect(docker().listContainers()).rejects.toThrow("did not answer within");
});

test("an engine that breaks off in the middle of an answer is an error after the deadline", async () => {
  handle = (_request, reply) => {
    reply.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    reply.write("[");
    setTimeout(() => reply.destroy(), 20);
  };
  await expect(docker().info()).rejects.toThrow("did not answer within");
});

test("an answer in time is given, and an error of the engine keeps its status", async () => {
  handle = (request, reply) => {
    const found = request.url?.includes("/containers/json") === true;
    reply.writeHead(found ? 200 : 404, { "content-type": "application/json" }).end(found ? "[]" : '{"message":"no such image"}');
  };
  const engine = docker({ answerMs: ample });
  expect(await engine.listContainers()).toEqual([]);
  await expect(engine.getImage("none").inspect()).rejects.toMatchObject({ statusCode: 404 });
});

test("a stream that has begun may be silent for ever, but not news of an image that moves", async () => {
  handle = (_request, reply) => {
    reply.writeHead(200, { "content-type": "application/json" });
    reply.write("{}\n");
  };
  const engine = docker({ answerMs: ample });
  const events = await engine.getEvents();
  const pull = await engine.pull("some/image:latest");
  const ended = new Promise<Error>((resolve) => pull.on("error", resolve));
  pull.resume();
  expect((await ended).message).toContain("said nothing for");
  expect((events as unknown as { destroyed: boolean }).destroyed).toBe(false);
  (events as unknown as { destroy(): void }).destroy();
});

test("an order to stop has the time of its grace besides", async () => {
  handle = (request, reply) => void setTimeout(() => reply.writeHead(204).end(), request.url?.includes("t=60") === true ? 600 : 0);
  await docker().getContainer("some").stop({ t: 60 });
});

test("files that move into a container have the time of an image", async () => {
  handle = (request, reply) => {
    request.resume();
    request.on("end", () => setTimeout(() => reply.writeHead(200).end(), 500));
  };
  await docker().getContainer("some").putArchive(Buffer.from("tar"), { path: "/" });
});

test("waiting for a container's end has no deadline of its own", async () => {
  const ended = Promise.withResolvers<void>();
  handle = (_request, reply) => void ended.promise.then(() => reply.writeHead(200).end('{"StatusCode":0}'));
  const waiting = docker().getContainer("some").wait();
  await expect(docker().info()).rejects.toThrow("did not answer within");
  ended.resolve();
  expect(await waiting).toEqual({ StatusCode: 0 });
});
