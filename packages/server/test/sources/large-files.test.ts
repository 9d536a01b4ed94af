import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { CommitHash, type ToolName } from "@sluice/contract";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { allowedAddresses } from "../../src/remote-hosts/allowed-addresses.ts";
import { ada, type Elsewhere, type SourceWorld, sourceWorld } from "./source-world.ts";

/** A server of Git LFS beside the repositories, which may be made to lie; a real one is asked in the suites of the forges. */
const server = {
  objects: new Map<string, Buffer>(),
  hrefOf: (base: string, oid: string) => `${base}/objects/${oid}`,
  sends: (bytes: Buffer) => ({ status: 200, headers: {}, bytes }),
  asked: [] as string[],
};
const honest = { ...server };

let world: SourceWorld;
beforeAll(async () => {
  world = await sourceWorld(4, answer);
});
afterAll(() => world?.[Symbol.asyncDispose]());
afterEach(() => void Object.assign(server, { hrefOf: honest.hrefOf, sends: honest.sends, asked: [] }));

function answer(request: IncomingMessage, response: ServerResponse): boolean {
  const url = request.url ?? "";
  if (url.startsWith("/objects/")) {
    server.asked.push(url);
    const { status, headers, bytes } = server.sends(server.objects.get(url.slice("/objects/".length)) ?? Buffer.alloc(0));
    response.writeHead(status, headers).end(bytes);
    return true;
  }
  if (!url.endsWith(".git/info/lfs/objects/batch")) return false;
  server.asked.push(url);
  let body = "";
  request.on("data", (chunk: Buffer) => (body += chunk.toString()));
  request.on("end", () => {
    const { objects } = JSON.parse(body) as { objects: { oid: string; size: number }[] };
    const found = objects.map(({ oid, size }) =>
      server.objects.has(oid)
        ? { oid, size, actions: { download: { href: server.hrefOf(world.forge.url, oid), header: { Authorization: "Bearer once" } } } }
        : { oid, size, error: { code: 404, message: "Object does not exist" } },
    );
    response.writeHead(200, { "content-type": "application/vnd.git-lfs+json" }).end(JSON.stringify({ objects: found }));
  });
  return true;
}

const asks = { "sluice.yaml": "build: { lfs: true }\n", Procfile: "web: python app.py\n" };

/** Keeps bytes on the server, and gives the pointer that stands in the repository. */
function kept(bytes: Buffer): string {
  const oid = createHash("sha256").update(bytes).digest("hex");
  server.objects.set(oid, bytes);
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${bytes.length}\n`;
}

async function fetched(
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<{ at: Elsewhere; tool: ToolName; commit: CommitHash }> {
  const [at, tool] = [await world.elsewhere(name), await world.tool(name)];
  const commit = CommitHash.parse(await at.commit(files));
  await world.actions.set(tool, { url: at.url, branch: "main" }, ada);
  await looked(tool);
  return { at, tool, commit };
}

async function looked(tool: ToolName): Promise<void> {
  expect(await world.actions.check(tool)).toMatchObject({ reason: "", outcome: "queued" });
  await (await world.platform.takeBuild()).end("succeeded");
}

test("files of Git LFS stand in the place of their pointers, and one that has not changed is not fetched again", async () => {
  const [model, photo] = [randomBytes(1024 * 1024), randomBytes(300)];
  const text = "version https://git-lfs.github.com/spec/v1 is how a pointer begins\n";
  const { at, tool, commit } = await fetched("models", {
    ...asks,
    "data/model.bin": kept(model),
    "photo.jpg": kept(photo),
    "about.txt": text,
  });
  const whole = await world.whole(tool, commit);
  expect(whole).toMatchObject({ kind: "whole", paths: [], large: ["data/model.bin", "photo.jpg"] });
  if (whole.kind !== "whole") return;
  const target = join(at.client.directory, "checkout");
  await mkdir(target);
  await world.platform.sources.checkout(tool, whole.commit, target);
  expect((await readFile(join(target, "data/model.bin"))).equals(model)).toBe(true);
  expect((await readFile(join(target, "photo.jpg"))).equals(photo)).toBe(true);
  expect(await readFile(join(target, "about.txt"), "utf8")).toBe(text);
  const asked = server.asked.length;
  expect(await world.whole(tool, commit), "made once").toEqual(whole);
  const after = CommitHash.parse(await at.commit({ "about.txt": "other\n" }));
  await looked(tool);
  expect(await world.whole(tool, after)).toMatchObject({ large: ["data/model.bin", "photo.jpg"] });
  expect(server.asked).toHaveLength(asked);
  const left = await readdir(join(world.platform.directory, "sources", `${tool}.git`));
  expect(left.filter((name) => name.startsWith("large-"))).toEqual([]);
});

test("without asking, the pointers stay and nobody is connected to", async () => {
  const { tool, commit } = await fetched("pointers", { Procfile: "web: x\n", "a.bin": kept(randomBytes(10)) });
  expect(await world.whole(tool, commit, { addresses: allowedAddresses("") })).toEqual({
    kind: "whole",
    commit,
    paths: [],
    large: [],
    left: [],
  });
  expect(server.asked).toEqual([]);
});

test.each<[string, string, () => Partial<typeof server>]>([
  [
    "other",
    "is not the file that was committed",
    () => ({ sends: ({ length }) => ({ status: 200, headers: {}, bytes: Buffer.alloc(length) }) }),
  ],
  ["longer", "is not the file that was committed", () => ({ sends: (b) => ({ status: 200, headers: {}, bytes: Buffer.concat([b, b]) }) })],
  ["short", "is not the file that was committed", () => ({ sends: (b) => ({ status: 200, headers: {}, bytes: b.subarray(1) }) })],
  [
    "moved",
    "redirects are not followed",
    () => ({ sends: (bytes) => ({ status: 302, headers: { location: "http://169.254.169.254/" }, bytes }) }),
  ],
  ["inside", "--source-private", () => ({ hrefOf: () => "http://169.254.169.254/latest" })],
  ["plain", "answers something else than it should", () => ({ hrefOf: () => "file:///etc/passwd" })],
])("a server that sends something else (%s) is refused with the path and the reason, and leaves nothing", async (name, reason, lie) => {
  const { tool, commit } = await fetched(`lie-${name}`, { ...asks, "a.bin": kept(randomBytes(2000)) });
  Object.assign(server, lie());
  const whole = await world.whole(tool, commit);
  expect(whole).toMatchObject({ kind: "refused", reason: expect.stringContaining(reason) });
  expect(whole.kind === "refused" && whole.reason).toContain("Git LFS: ");
  const left = await readdir(join(world.platform.directory, "sources", `${tool}.git`));
  expect(left.filter((file) => file.startsWith("large-"))).toEqual([]);
});

test("what is not there, is too large all together, or has no source is refused, and says what to do", async () => {
  const lost = await fetched("lost", { ...asks, "a.bin": kept(Buffer.from("x")).replace(/[0-9a-f]{64}/, "0".repeat(64)) });
  const missing = { kind: "refused", reason: "Git LFS: a.bin is not on its Git LFS server: Object does not exist" };
  expect(await world.whole(lost.tool, lost.commit)).toEqual(missing);
  const large = await fetched("large-lfs", {
    ...asks,
    "a.bin": kept(Buffer.alloc(3 * 1024 * 1024)),
    "b.bin": kept(Buffer.alloc(3 * 1024 * 1024, 1)),
  });
  const tooLarge = "Git LFS: its files of Git LFS have 6 MiB, the limit of a push is 4 MiB";
  expect(await world.whole(large.tool, large.commit)).toEqual({ kind: "refused", reason: tooLarge });
  const pushed = await fetched("pushed", { ...asks, "a.bin": kept(Buffer.from("y")) });
  await world.actions.remove(pushed.tool);
  expect(await world.whole(pushed.tool, pushed.commit)).toMatchObject({
    reason: expect.stringContaining("sluice source set URL -t pushed"),
  });
});
