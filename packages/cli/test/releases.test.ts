import { SluiceError } from "@sluice/contract";
import { expect, test } from "vitest";
import { build, line, release, status } from "./played.ts";
import { playServer, type Answers } from "./play-server.ts";
import { ciHome } from "./sluice.ts";

const made = { created: "2026-03-01T10:00:00.000Z", build: null };
const live = { ...made, live: "2026-03-01T10:00:00.700Z" };

/** A server on which every change is release 44, that ends as said. */
function changing(ended: Record<string, unknown>, more: Answers = {}): Answers {
  const pending = { ...made, state: "pending", live: null };
  return {
    "releases.rollback": () => release(44, { ...pending, cause: "rollback", of: 42 }),
    "releases.promote": ({ body }) => release(44, { ...pending, tool: (body as { to?: string }).to ?? "shop", cause: "promotion", of: 7 }),
    "releases.resume": () => ({ release: release(44, pending) }),
    "releases.log": () => [line(0, "web: 1 of 1 healthy", "deploy")],
    "releases.show": ({ params }) => release(44, { tool: params["tool"], ...live, ...ended }),
    ...more,
  };
}

test.each([
  [["rollback", "-t", "hello"], {}],
  [["rollback", "hello"], {}],
  [["rollback", "hello", "v42"], { release: 42 }],
  [["rollback", "42", "-t", "hello"], { release: 42 }],
  [["rollback", "v42", "-t", "hello"], { release: 42 }],
])("%j says what it is and how long it took", async (args, body) => {
  await using server = await playServer(changing({}));
  await using home = await ciHome(server.url);
  const stdout = "[deploy]  web: 1 of 1 healthy\nv44 = v42 again, live in 0.7 s\n";
  expect(await home.sluice(args)).toEqual({ exit: 0, stdout, stderr: "" });
  expect(server.asked[0]).toMatchObject({ name: "releases.rollback", params: { tool: "hello" }, body });
});

test.each([
  [["promote", "hello-beta", "hello"], "hello", { to: "hello" }],
  [["promote", "-t", "hello-beta"], "shop", {}],
])("%j says whose image and whose settings", async (args, target, body) => {
  await using server = await playServer(changing({}));
  await using home = await ciHome(server.url);
  const { exit, stdout } = await home.sluice(args);
  expect(exit).toBe(0);
  expect(stdout).toContain(`v44 = hello-beta v7, same image sha256:9b1e9b1e9b1e…, settings of ${target}, live in 0.7 s`);
  expect(server.asked[0]).toMatchObject({ name: "releases.promote", params: { tool: "hello-beta" }, body });
});

test.each([
  ["code", 1],
  ["platform", 4],
])("a release that fails by fault of %s exits %i with the reason, and the object under --json", async (fault, exit) => {
  await using server = await playServer(changing({ state: "failed", live: null, fault, reason: "web: ended with exit code 3" }));
  await using home = await ciHome(server.url);
  const shown = await home.sluice(["rollback", "-t", "hello"]);
  expect(shown).toMatchObject({ exit, stderr: expect.stringContaining("v44 is failed: web: ended with exit code 3") });
  const asked = await home.sluice(["rollback", "-t", "hello", "--json"]);
  expect(asked.exit).toBe(exit);
  expect(JSON.parse(asked.stdout)).toMatchObject({ number: 44, state: "failed", fault });
});

test("does not wait when told so, and gives up waiting with 5", async () => {
  await using server = await playServer(changing({ state: "deploying", live: null }));
  await using home = await ciHome(server.url);
  expect(await home.sluice(["rollback", "-t", "hello", "--no-wait"])).toMatchObject({
    exit: 0,
    stdout: "v44 = v42 again\nFollow it with: sluice releases log -f v44 -t hello\n",
  });
  const late = await home.sluice(["rollback", "-t", "hello", "--timeout", "1"]);
  expect(late).toMatchObject({ exit: 5, stderr: expect.stringContaining("v44 of hello is not live after 1 s.") });
});

test("a refusal says why and makes no release", async () => {
  const refuse = () => {
    throw new SluiceError("wrong-state", "Nothing was live of hello before v1.");
  };
  await using server = await playServer(changing({}, { "releases.rollback": refuse }));
  await using home = await ciHome(server.url);
  expect(await home.sluice(["rollback", "-t", "hello"])).toMatchObject({ exit: 1, stderr: expect.stringContaining("Nothing was live") });
});

test("pause says what goes on, resume waits for what had waited", async () => {
  const paused = { by: "ada", at: made.created, why: "release day", held: null };
  await using server = await playServer(changing({}, { "releases.pause": () => paused }));
  await using home = await ciHome(server.url);
  const stdout =
    "Pushes to hello are built and wait from now on. Rollbacks and settings go on.\nDeploy them with: sluice resume -t hello\n";
  expect(await home.sluice(["pause", "hello", "--why", "release day"])).toEqual({ exit: 0, stdout, stderr: "" });
  expect(server.asked[0]?.body).toEqual({ why: "release day" });
  const resumed = await home.sluice(["resume", "-t", "hello"]);
  expect(resumed.stdout).toMatch(/^Pushes to hello are deployed again\.\n.*\nv44 = 3f2c1ab "Add search page", live in 0\.7 s\n$/);
});

test("status shows who paused, since when and why, and a promotion that waits", async () => {
  const paused = { by: "ada", at: made.created, why: "release day", held: 57 };
  const promotion = { tool: "hello", release: 42, to: "shop", state: "waiting", due: made.created, reason: "v42 is not healthy now" };
  await using server = await playServer({ "tools.status": () => status({ paused, promotion }), "builds.show": () => build(57) });
  await using home = await ciHome(server.url);
  const { stdout } = await home.sluice(["status", "-t", "hello"]);
  expect(stdout).toMatch(/deploy paused by ada .*: release day; build 57 waits\. Go on with: sluice resume -t hello/);
  expect(stdout).toContain("promotion to shop waits: v42 is not healthy now");
});

test("shows the log of a release's deployment", async () => {
  await using server = await playServer(changing({}));
  await using home = await ciHome(server.url);
  expect(await home.sluice(["releases", "log", "v44", "-t", "hello"])).toEqual({
    exit: 0,
    stdout: "[deploy]  web: 1 of 1 healthy\n",
    stderr: "",
  });
});
