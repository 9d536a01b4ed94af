import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SluiceError } from "@sluice/contract";
import { expect, test } from "vitest";
import { release } from "./played.ts";
import { type PlayServer, playServer } from "./play-server.ts";
import { ciHome } from "./sluice.ts";

const shown = {
  version: 4,
  released: 3,
  plain: [
    { name: "GREETING", value: 'it\'s a "test"', build: false, since: 1 },
    { name: "PAGE_SIZE", value: "50", build: true, since: 4 },
  ],
  secrets: [{ name: "API_KEY", build: false, since: 2 }],
  files: [{ path: "replica.my.cnf", since: 3 }],
};

function server(made: object = { version: 5, changed: ["PAGE_SIZE"], release: 43 }): Promise<PlayServer> {
  return playServer({
    "settings.show": () => shown,
    "settings.change": () => made,
    "releases.show": () => release(43),
    "keys.rotate": () => [
      { id: "bb", current: true, values: 0 },
      { id: "aa", current: false, values: 7 },
    ],
    "platform.files.set": ({ body }) => ({ ...(body as object), tool: null, author: "ada", created: "2026-03-01T10:00:00.000Z" }),
  });
}

const bodies = (played: PlayServer): unknown[] => played.asked.flatMap(({ name, body }) => (name === "settings.change" ? [body] : []));
const change = { set: [], unset: [], files: [], unsetFiles: [], restart: true };

test("env set sends many at once, and says which release is live with them", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  const answer = await home.sluice(["env", "set", "PAGE_SIZE=50", "URL=a=b", "EMPTY=", "-t", "hello", "--build"]);
  expect(answer).toMatchObject({ exit: 0, stderr: "" });
  expect(answer.stdout).toMatch(/^Settings version 5 of hello: PAGE_SIZE. v43, same image.\nv43 is live after [\d.]+ s.\n$/);
  const set = [
    { name: "PAGE_SIZE", value: "50" },
    { name: "URL", value: "a=b" },
    { name: "EMPTY", value: "" },
  ].map((one) => ({ ...one, secret: false, build: true }));
  expect(bodies(played)).toEqual([{ ...change, set }]);
});

test.each([
  [
    ["--no-restart"],
    { version: 5, changed: ["A"], release: null },
    "Settings version 5 of hello is stored: A. The next release uses it.\n",
  ],
  [[], { version: 4, changed: [], release: 42 }, "Nothing changed: these are the settings of hello already (version 4).\n"],
  [["--no-wait"], { version: 5, changed: ["A"], release: 43 }, "Settings version 5 of hello: A. v43, same image.\n"],
])("env set %j says what came of it", async (flags, made, stdout) => {
  await using played = await server(made);
  await using home = await ciHome(played.url);
  expect(await home.sluice(["env", "set", "A=1", "-t", "hello", ...flags])).toEqual({ exit: 0, stdout, stderr: "" });
  expect(bodies(played)).toMatchObject([{ restart: !flags.includes("--no-restart") }]);
});

test("a release that never becomes healthy is an error with its reason", async () => {
  await using played = await playServer({
    "settings.change": () => ({ version: 5, changed: ["A"], release: 43 }),
    "releases.show": () => release(43, { state: "failed", live: null, reason: "web: ended with exit code 1" }),
  });
  await using home = await ciHome(played.url);
  const answer = await home.sluice(["env", "set", "A=1", "-t", "hello"]);
  expect(answer.exit).toBe(1);
  expect(answer.stderr).toContain("v43 of hello is not live: web: ended with exit code 1.");
});

test("a secret comes from the input or a file, without its last line break", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  await writeFile(join(home.directory, "key.txt"), "from a file\n");
  for (const args of [["API_KEY"], ["API_KEY", "-"]]) await home.sluice(["secrets", "set", ...args, "-t", "hello"], { input: "typed\n" });
  expect((await home.sluice(["secrets", "set", "API_KEY", "--from-file", "key.txt", "-t", "hello"])).exit).toBe(0);
  const set = (value: string) => ({ ...change, set: [{ name: "API_KEY", value, secret: true }] });
  expect(bodies(played)).toEqual([set("typed"), set("typed"), set("from a file")]);
});

test.each([[["API_KEY=abc"]], [["API_KEY", "abc"]]])("secrets set %j is refused with the reason, and nothing is sent", async (args) => {
  await using played = await server();
  await using home = await ciHome(played.url);
  const answer = await home.sluice(["secrets", "set", ...args, "-t", "hello"]);
  expect(answer).toMatchObject({ exit: 2, stdout: "" });
  expect(answer.stderr).toContain("does not belong on a command line");
  expect(answer.stderr).not.toContain("abc");
  expect(played.asked).toEqual([]);
});

test("a secret file keeps every byte, and a path is removed by --file", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  await writeFile(join(home.directory, "my.cnf"), Buffer.from([0, 255, 10]));
  await home.sluice(["secrets", "file", "replica.my.cnf", "--from-file", "my.cnf", "-t", "hello"]);
  await home.sluice(["secrets", "unset", "--file", "replica.my.cnf", "-t", "hello"]);
  await home.sluice(["platform", "files", "set", "ca.pem", "--from-file", "my.cnf"]);
  expect(bodies(played)).toEqual([
    { ...change, files: [{ path: "replica.my.cnf", content: "AP8K" }] },
    { ...change, unsetFiles: ["replica.my.cnf"] },
  ]);
  expect(played.asked.at(-1)).toMatchObject({ name: "platform.files.set", body: { path: "ca.pem", content: "AP8K" } });
});

test("lists values of plain settings, names of secrets, and says what waits", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  const list = await home.sluice(["env", "list", "-t", "hello"]);
  expect(list.stdout).toBe('GREETING   it\'s a "test"\nPAGE_SIZE  50             also in the build\n');
  expect(list.stderr).toContain("Version 4 waits for the next release; what runs has version 3.");
  const secrets = await home.sluice(["secrets", "list", "-t", "hello"]);
  expect(secrets.stdout).toBe("API_KEY         since version 2\nreplica.my.cnf  since version 3  file\n");
});

test("env pull writes a file for its owner only, without secrets, that env push sends back unchanged", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  const path = join(home.directory, ".env");
  expect((await home.sluice(["env", "pull", "-t", "hello"])).stdout).toBe("Wrote 2 settings of hello to .env; 1 secrets left out.\n");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readFile(path, "utf8")).toContain("# API_KEY is a secret: not read back");
  expect((await home.sluice(["env", "pull", "-t", "hello"])).exit).toBe(2);
  expect((await home.sluice(["env", "push", "-t", "hello"])).exit).toBe(0);
  const set = shown.plain.map(({ name, value }) => ({ name, value, secret: false }));
  expect(bodies(played)).toEqual([{ ...change, set }]);
  await writeFile(path, "PAGE_SIZE=20\n");
  await home.sluice(["env", "push", "--prune", "-t", "hello"]);
  expect(bodies(played).at(-1)).toMatchObject({ set: [{ name: "PAGE_SIZE", value: "20" }], unset: ["GREETING"] });
});

test("keys rotate names the new key and what is left to reseal", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  expect((await home.sluice(["keys", "rotate"])).stdout).toContain("aa  old      7 sealed values");
});

test("a refusal says what to do and exits 1", async () => {
  await using played = await playServer({
    "settings.change": () => {
      throw new SluiceError("wrong-state", "A is a secret.");
    },
  });
  await using home = await ciHome(played.url);
  expect(await home.sluice(["env", "set", "A=1", "-t", "hello"])).toMatchObject({ exit: 1 });
});
