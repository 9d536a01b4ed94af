import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { me } from "./played.ts";
import { playServer } from "./play-server.ts";
import { newHome } from "./sluice.ts";

test("signs in with a token from the input and keeps it where only its owner can read it", async () => {
  await using server = await playServer({ "me.show": () => me });
  await using home = await newHome();
  const login = await home.sluice(["login", server.url, "--token-stdin"], { input: "good\n" });
  expect(login).toEqual({ exit: 0, stdout: `Signed in to ${server.url} as ada.\n`, stderr: "" });
  const file = join(home.directory, ".config/sluice/config.json");
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(JSON.parse(await readFile(file, "utf8"))).toEqual({
    current: server.url,
    servers: { [server.url]: { user: "ada", token: "good" } },
  });
  expect((await home.sluice(["whoami"])).stdout).toBe(`ada on ${server.url}\n`);
});

test("stores nothing when the server refuses the token, and exits 3", async () => {
  await using server = await playServer({ "me.show": () => me });
  await using home = await newHome();
  const login = await home.sluice(["login", server.url, "--token", "bad"]);
  expect(login.exit).toBe(3);
  expect(login.stderr).toContain("The token is not known.");
  expect((await home.sluice(["whoami"])).stderr).toContain("You are not signed in to any server.");
});

test("refuses to ask for a token when nobody can type it", async () => {
  await using home = await newHome();
  const login = await home.sluice(["login", "http://127.0.0.1:1"]);
  expect(login).toMatchObject({ exit: 2, stdout: "" });
  expect(login.stderr).toContain("--token-stdin");
});

test("keeps several servers and forgets one at logout", async () => {
  await using one = await playServer({ "me.show": () => me });
  await using two = await playServer({ "me.show": () => ({ ...me, user: "bob", admin: true }) });
  await using home = await newHome();
  await home.sluice(["login", one.url, "--token", "good"]);
  await home.sluice(["login", two.url, "--token", "good"]);
  expect((await home.sluice(["whoami"])).stdout).toBe(`bob on ${two.url} (admin)\n`);
  expect((await home.sluice(["whoami", "--server", one.url])).stdout).toBe(`ada on ${one.url}\n`);
  const logout = await home.sluice(["logout", "--json"]);
  expect(JSON.parse(logout.stdout)).toEqual({ server: two.url, signedOut: true });
  expect((await home.sluice(["whoami"])).stdout).toBe(`ada on ${one.url}\n`);
});

test("takes server and token from the environment in CI", async () => {
  await using server = await playServer({ "me.show": () => me });
  await using home = await newHome({ SLUICE_URL: `${server.url}/`, SLUICE_TOKEN: "good" });
  const answer = await home.sluice(["whoami", "--json"]);
  expect(JSON.parse(answer.stdout)).toEqual({ server: server.url, ...me });
});

test("never sends the token of the environment to a server that only a git remote names", async () => {
  await using server = await playServer({ "me.show": () => me });
  await using home = await newHome({ SLUICE_TOKEN: "good" });
  await home.git("init", "-q");
  await home.git("remote", "add", "sluice", `${server.url}/git/hello.git`);
  const answer = await home.sluice(["whoami"]);
  expect(answer.exit).toBe(3);
  expect(answer.stderr).toContain(`sluice login ${server.url}`);
  expect(server.asked).toEqual([]);
});

test("says which file is broken instead of signing one out silently", async () => {
  await using home = await newHome();
  await mkdir(join(home.directory, ".config/sluice"), { recursive: true });
  await writeFile(join(home.directory, ".config/sluice/config.json"), "{");
  const answer = await home.sluice(["whoami"]);
  expect(answer.exit).toBe(1);
  expect(answer.stderr).toContain('config.json is not what "sluice login" wrote.');
});
