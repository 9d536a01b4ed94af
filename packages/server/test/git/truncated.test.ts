import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { gitClient } from "./git-client.ts";
import { startPlatform, type Platform } from "./platform.ts";

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform[Symbol.asyncDispose]());

/** Processes of git that are below this one. */
function gitProcesses(): readonly string[] {
  const parents = new Map<number, { parent: number; name: string }>();
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const [, name = "", rest = ""] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? [];
      parents.set(Number(entry), { parent: Number(rest.split(" ")[1]), name });
    } catch {
      // it ended between the listing and the look
    }
  }
  const isOurs = (pid: number): boolean => {
    const found = parents.get(pid);
    return found !== undefined && (found.parent === process.pid || isOurs(found.parent));
  };
  return [...parents].filter(([pid, { name }]) => name.startsWith("git") && isOurs(pid)).map(([pid, { name }]) => `${name} ${pid}`);
}

/** Sends the head of a push and some bytes of its pack, and then nothing more. */
async function breakOff(tool: string, head: readonly string[], bytes: Buffer, leave: "end" | "destroy"): Promise<string> {
  const socket = connect(platform.port, "127.0.0.1");
  const authorization = Buffer.from("x:ada-all").toString("base64");
  let said = "";
  socket.on("data", (chunk: Buffer) => (said += chunk.toString("latin1")));
  socket.on("error", () => undefined);
  await new Promise<void>((resolve) => socket.once("connect", () => resolve()));
  const lines = [
    `POST /git/${tool}.git/git-receive-pack HTTP/1.1`,
    "host: localhost",
    `authorization: Basic ${authorization}`,
    "content-type: application/x-git-receive-pack-request",
    ...head,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  socket.write(bytes);
  await expect.poll(() => gitProcesses().length, { timeout: 30_000 }).toBeGreaterThan(0);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  if (leave === "end") socket.end();
  else socket.destroy();
  await closed;
  return said;
}

const update = `${"0".repeat(40)} ${"a".repeat(40)} refs/heads/main\0report-status side-band-64k agent=git/2.39`;
const command = Buffer.from(`${(update.length + 4).toString(16).padStart(4, "0")}${update}0000`);
/** Says that three objects follow. */
const halfPack = Buffer.concat([command, Buffer.from("PACK\0\0\0\x02\0\0\0\x03", "latin1")]);

test.each([
  ["with a length that is never reached", ["content-length: 100000"], halfPack, "destroy"],
  ["with a length that is never reached, half closed", ["content-length: 100000"], halfPack, "end"],
  [
    "in chunks that break off",
    ["transfer-encoding: chunked"],
    Buffer.concat([Buffer.from(`${halfPack.length.toString(16)}\r\n`), halfPack, Buffer.from("\r\n400\r\n")]),
    "destroy",
  ],
] as const)("a push that hangs up in the middle leaves no process behind: %s", async (_, head, bytes, leave) => {
  await using client = await gitClient();
  await client.commit("Begin");
  const tool = "broken";
  await client.run("push", platform.url(tool, "ada-all"), "main:refs/heads/stored");
  await expect.poll(gitProcesses, { timeout: 30_000 }).toEqual([]);

  await breakOff(tool, head, bytes, leave);
  await expect.poll(gitProcesses, { timeout: 30_000 }).toEqual([]);
  expect(await platform.store.openBuilds(tool as never)).toEqual([]);

  const again = await client.run("push", platform.url(tool, "ada-all"), `main:refs/heads/again-${head[0].length}-${leave}`);
  expect(again.code, again.output).toBe(0);
});
