import { expect, test } from "vitest";
import { build, me, release, status, token, tool } from "./played.ts";
import { type PlayServer, playServer } from "./play-server.ts";
import { ciHome } from "./sluice.ts";

const builds = [9, 8, 7, 6, 5, 4, 3, 2, 1].map((id) => build(id));

function server(): Promise<PlayServer> {
  return playServer({
    "me.show": () => me,
    "tools.list": () => [tool("hello")],
    "tools.show": () => tool("hello"),
    "tools.status": () => status({ builds: [58], condition: { state: "waiting", reason: "web is starting" } }),
    "builds.list": ({ query }) => builds.slice(0, Number(query["limit"])),
    "builds.show": () => build(57, { state: "failed", fault: "code", reason: "pip install failed\u001b[2J" }),
    "releases.list": () => [release(42), release(41, { state: "superseded" })],
    "releases.show": () => release(42),
    "drift.show": () => ({
      policy: "report",
      differences: [{ tool: "hello", kind: "missing", process: "web", wanted: "2 copies", found: "1 copy" }],
    }),
    "stale.list": () => [
      { tool: "hello", branch: "main", head: "c".repeat(40), subject: "Add more", release: 42, deployed: "d".repeat(40), ahead: 2 },
    ],
    "tokens.list": () => [token("t1"), token("t2", { revoked: true })],
    "doctor.show": () => [{ part: "registry", state: "fail", found: "does not answer", todo: "it is started again" }],
  });
}

test("shows a short list, newest first, and the command that shows more", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  const list = await home.sluice(["builds", "list", "-t", "hello", "--limit", "3"]);
  expect(list.stdout.split("\n").map((line) => line.slice(0, 19))).toEqual([
    "9  succeeded (v9)  ",
    "8  succeeded (v8)  ",
    "7  succeeded (v7)  ",
    "",
  ]);
  expect(list.stderr).toBe("More: sluice builds list -t hello --before 7\n");
});

test("does not speak of more when that is all", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  expect((await home.sluice(["builds", "list", "-t", "hello"])).stderr).toBe("");
});

test("tells whose fault a failed build is, without the control characters of its reason", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  const { stdout } = await home.sluice(["builds", "show", "57", "-t", "hello"]);
  expect(stdout).toContain("hello build 57  failed: your code\n  reason    pip install failed\n");
  expect(stdout).toContain("Log: sluice builds log 57 -t hello");
  expect(stdout).not.toContain("\u001b");
});

test("status says what runs, what is under way and what is waited for", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  const { stdout } = await home.sluice(["status", "-t", "hello"]);
  expect(stdout).toMatch(/^hello {3}v42 {2}3f2c1ab "Add search page" {3}live for .+ {3}http:\/\/hello\.localhost:8080\n/);
  expect(stdout).toContain("  web  2 of 2 healthy  180 of 1024 MiB  0.1 of 1 cpu\n");
  expect(stdout).toContain("  build 58 is under way: sluice builds log -f 58 -t hello\n");
  expect(stdout).toContain("  waiting  web is starting\n");
});

test("shows times in the zone of the reader", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  expect((await home.sluice(["releases", "show", "v42", "-t", "hello"])).stdout).toContain("2026-03-01 11:00 (");
  expect((await home.sluice(["releases", "show", "v42", "-t", "hello"], { env: { TZ: "UTC" } })).stdout).toContain("2026-03-01 10:00 (");
});

test("takes the tool from the git remote of the directory", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  await home.git("init", "-q");
  await home.git("remote", "add", "sluice", `${played.url}/git/hello.git`);
  await home.sluice(["status"]);
  expect(played.asked.at(-1)).toMatchObject({ name: "tools.status", params: { tool: "hello" } });
});

test("asks which tool where no remote says it, and exits 2", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  const answer = await home.sluice(["status"]);
  expect(answer).toMatchObject({ exit: 2, stdout: "" });
  expect(answer.stderr).toContain("Name it with -t TOOL");
});

test("doctor prints each part with how to mend it and exits 4 when one fails", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  const doctor = await home.sluice(["doctor"]);
  expect(doctor).toEqual({
    exit: 4,
    stdout: `ok    server    ${played.url} answers\nfail  registry  does not answer: it is started again\n`,
    stderr: "",
  });
});

test("doctor says that the server is down instead of giving up", async () => {
  await using home = await ciHome("http://127.0.0.1:65535");
  const doctor = await home.sluice(["doctor", "--json"]);
  expect(doctor.exit).toBe(4);
  expect(JSON.parse(doctor.stdout)).toMatchObject([{ part: "server", state: "fail" }]);
});

test.each([
  [["whoami"], { user: "ada" }],
  [["tools", "list"], [{ name: "hello" }]],
  [["tools", "show", "hello"], { name: "hello", members: [{ user: "ada" }] }],
  [["members", "list", "-t", "hello"], [{ user: "ada", role: "maintainer" }]],
  [["builds", "show", "57", "-t", "hello"], { id: 57, fault: "code" }],
  [
    ["releases", "list", "-t", "hello"],
    [{ number: 42 }, { number: 41 }],
  ],
  [["releases", "show", "42", "-t", "hello"], { number: 42 }],
  [["status", "-t", "hello"], { tool: "hello", builds: [58] }],
  [["tokens", "list"], [{ id: "t1" }]],
  [["open", "-t", "hello"], { tool: "hello", url: "http://hello.localhost:8080" }],
])("%j answers objects with --json, and nothing else", async (args, expected) => {
  await using played = await server();
  await using home = await ciHome(played.url);
  const answer = await home.sluice([...args, "--json"]);
  expect(answer).toMatchObject({ exit: 0, stderr: "" });
  expect(JSON.parse(answer.stdout)).toMatchObject(expected);
});

test("shows what differs, and what is not deployed", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  const drift = await home.sluice(["drift", "-t", "hello"]);
  expect(drift.stdout).toBe("hello  web  missing  wanted 2 copies, found 1 copy\n");
  expect(drift.stderr).toContain("left so");
  const stale = await home.sluice(["stale", "--all"]);
  expect(stale.stdout).toBe('hello  main is 2 commits ahead  ccccccc "Add more"  live: v42 = ddddddd\n');
});
