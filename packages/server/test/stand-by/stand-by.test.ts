import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import type { Values } from "../../src/config/options.ts";
import { openDataDirectory, type DataDirectory } from "../../src/data-directory/open.ts";
import { writeServing } from "../../src/data-directory/serving.ts";
import { lastSign } from "../../src/data-directory/sign-of-life.ts";
import { alikeOf } from "../../src/stand-by/alike.ts";
import { standBy } from "../../src/stand-by/stand-by.ts";
import { freePort } from "../contracts/free-port.ts";

let root: string;
let directory: DataDirectory;
let serving: Server;
let values: Values;
let port: number;
let stop: AbortController;
let answers: boolean;
const said: string[] = [];
/** All that stand by in a test: one may just be taking over when it ends. */
const standing: ReturnType<typeof standBy>[] = [];

function configOf(...flags: readonly string[]): Values {
  const argv = ["--data", root, "--listen", `127.0.0.1:${port}`, "--stand-by", "true", ...flags];
  return loadConfig({ argv, env: {}, readFile: () => "", exists: () => false, isRoot: true, cores: 2 });
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "sluice-stand-by-"));
  directory = await openDataDirectory(root);
  serving = createServer((asked, answer) => {
    answer.setHeader("x-sender", String(asked.headers["x-forwarded-for"]));
    asked.pipe(answer);
  });
  serving.on("upgrade", (_asked, socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nupgrade: echo\r\nconnection: upgrade\r\n\r\n");
    socket.pipe(socket);
  });
  serving.listen(0, "127.0.0.1");
  await once(serving, "listening");
  port = await freePort();
  values = configOf();
  await writeServing(root, { host: "127.0.0.1", port: (serving.address() as AddressInfo).port, alike: alikeOf(values) });
  stop = new AbortController();
  said.length = 0;
  answers = true;
});
afterEach(async () => {
  stop.abort();
  serving.closeAllConnections();
  serving.close();
  for (const ended of await Promise.allSettled(standing.splice(0))) {
    if (ended.status === "rejected" || ended.value === null) continue;
    await ended.value.yieldAddress?.();
    await ended.value.directory.close();
  }
  await directory.close();
  await rm(root, { recursive: true, force: true });
});

/** Begins to stand by, and waits until it listens. What `ended` gives comes later. */
async function begin() {
  const ended = standBy(
    values,
    () => Promise.resolve(answers),
    (text) => void said.push(text),
    stop.signal,
  );
  standing.push(ended);
  const status = (): Promise<number> =>
    fetch(`http://127.0.0.1:${port}/`).then(
      (answer) => answer.status,
      () => 0,
    );
  await expect.poll(status, { timeout: 30_000 }).toBe(200);
  return { ended };
}

function send(body: string): Promise<{ readonly answer: IncomingMessage; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { "x-forwarded-for": "10.1.2.3", "content-length": String(body.length) };
    const sent = request({ host: "127.0.0.1", port, method: "POST", path: "/git/foo.git", headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => (text += part));
      answer.on("end", () => resolve({ answer, text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

test("requests are passed on whole, with their sender, and the answer says by whom", async () => {
  await begin();
  const body = "x".repeat(3_000_000);
  const { answer, text } = await send(body);
  expect(text === body).toBe(true);
  expect(answer.headers["x-sender"]).toBe("10.1.2.3, 127.0.0.1");
  expect(answer.headers.via).toBe("1.1 sluice-stand-by");
});

test("a connection that becomes a web socket is passed on", async () => {
  await begin();
  const sent = request({ host: "127.0.0.1", port, headers: { connection: "upgrade", upgrade: "echo" } });
  sent.end();
  const [, socket] = await once(sent, "upgrade");
  socket.write("over there");
  expect(String((await once(socket, "data"))[0])).toBe("over there");
  socket.destroy();
});

test("while nobody serves, the sender hears when to try again", async () => {
  await begin();
  serving.closeAllConnections();
  serving.close();
  const { answer, text } = await send("push");
  expect(answer.statusCode).toBe(503);
  expect(answer.headers["retry-after"]).toBe("2");
  expect(JSON.parse(text)).toMatchObject({ error: { code: "unavailable", retryAfter: 2 } });
});

test("the directory is taken over when its holder has ended, and the address becomes free", async () => {
  const { ended } = await begin();
  await directory.close();
  const turn = await ended;
  expect(turn?.directory.installation).toBe(directory.installation);
  await turn?.yieldAddress();
  await using next = createServer();
  next.listen(port, "127.0.0.1");
  await once(next, "listening");
  await turn?.directory.close();
  expect(said.at(-1)).toContain("takes over");
});

/** Another process that has the directory and gives signs of life, as a server does; its database hangs when asked to. */
async function otherHolder(hangs: boolean): Promise<ChildProcess> {
  await directory.close();
  const source = join(import.meta.dirname, "..", "..", "src", "data-directory");
  const script = `import { openDataDirectory } from ${JSON.stringify(join(source, "open.ts"))};
import { giveSigns } from ${JSON.stringify(join(source, "sign-of-life.ts"))};
await openDataDirectory(${JSON.stringify(root)});
await giveSigns(${JSON.stringify(root)}, () => ${hangs ? "new Promise(() => undefined)" : "Promise.resolve()"});
console.log("serves");
setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

test("a holder that stands still is ended for good, and taken over", async () => {
  values = configOf("--hang-seconds", "6");
  const holder = await otherHolder(false);
  const { ended } = await begin();
  const signs = new Set<number>();
  // so many that it would have been ended long ago without them
  await expect.poll(async () => signs.add((await lastSign(root))?.last ?? 0).size, { timeout: 120_000 }).toBeGreaterThan(8);
  expect(holder.exitCode ?? holder.signalCode).toBeNull();
  const end = once(holder, "exit");
  holder.kill("SIGSTOP");
  const turn = await ended;
  await end;
  expect(said).toContain(`ended the server that serves (process ${holder.pid}): it gave no sign of life for 6 s`);
  expect(holder.signalCode).toBe("SIGKILL");
  expect(holder.kill("SIGCONT")).toBe(false);
  await turn?.directory.close();
  await turn?.yieldAddress();
});

test("a holder whose database hangs is ended once the database answers who would take over", async () => {
  values = configOf("--hang-seconds", "5");
  answers = false;
  const holder = await otherHolder(true);
  const { ended } = await begin();
  await delay(7000);
  expect(holder.exitCode ?? holder.signalCode).toBeNull();
  const end = once(holder, "exit");
  answers = true;
  const turn = await ended;
  await end;
  expect(holder.signalCode).toBe("SIGKILL");
  await turn?.directory.close();
  await turn?.yieldAddress();
});

test("a stop while it waits ends it", async () => {
  const { ended } = await begin();
  stop.abort();
  expect(await ended).toBeNull();
});

test("what would make it another installation is refused by name", async () => {
  values = configOf("--domain", "example.org");
  await expect(
    standBy(
      values,
      () => Promise.resolve(true),
      () => undefined,
      stop.signal,
    ),
  ).rejects.toThrow('--domain differs from that of the server that serves: "localhost"');
  values = configOf("--database", "postgres://a:secret@localhost/x");
  await expect(
    standBy(
      values,
      () => Promise.resolve(true),
      () => undefined,
      stop.signal,
    ),
  ).rejects.toThrow(/^--database differs from that of the server that serves\. Give both the same\.$/);
});
