import { SluiceError } from "@sluice/contract";
import { expect, test } from "vitest";
import { build, token, tool } from "./played.ts";
import { type PlayServer, playServer } from "./play-server.ts";
import { ciHome } from "./sluice.ts";

function server(): Promise<PlayServer> {
  return playServer({
    "tools.create": ({ body }) => tool((body as { name: string }).name),
    "tools.delete": () => ({ done: true }),
    "tokens.create": () => ({ token: token("t9", { label: "ci" }), value: "sluice_secret" }),
    "tokens.revoke": () => ({ done: true }),
    "members.set": ({ params, body }) => ({
      user: params["user"],
      role: (body as { role: string }).role,
    }),
    "members.remove": () => {
      throw new SluiceError("not-allowed", "ada is a viewer of hello.");
    },
    "builds.cancel": () => build(57, { state: "cancelled" }),
  });
}

test.each([[["tools", "delete", "hello"]], [["tokens", "revoke", "t9"]], [["members", "remove", "bob", "-t", "hello"]]])(
  "%j refuses without --yes when nobody can answer, and asks the server for nothing",
  async (args) => {
    await using played = await server();
    await using home = await ciHome(played.url);
    const answer = await home.sluice(args, { input: "y\nhello\n" });
    expect(answer).toMatchObject({ exit: 2, stdout: "" });
    expect(answer.stderr).toContain("Add --yes");
    expect(played.asked).toEqual([]);
  },
);

test.each([
  [["tools", "create", "hello"], "Created tool hello.\nConnect a git repository with: sluice init hello\n"],
  [["tools", "delete", "hello", "--yes"], "Deleted tool hello.\n"],
  [["tokens", "revoke", "t9", "-y"], "Revoked token t9.\n"],
  [["members", "set", "bob", "viewer", "-t", "hello"], "bob is now a viewer of hello.\n"],
  [["builds", "cancel", "57", "-t", "hello"], "Cancelled build 57 of hello.\n"],
])("%j says what was done", async (args, stdout) => {
  await using played = await server();
  await using home = await ciHome(played.url);
  expect(await home.sluice(args)).toEqual({ exit: 0, stdout, stderr: "" });
});

test("a new token is the whole output, so that a script can keep it", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  const made = await home.sluice(["tokens", "create", "ci", "--scope", "tool:push", "-t", "hello", "--days", "30"]);
  expect(made).toMatchObject({ exit: 0, stdout: "sluice_secret\n" });
  expect(played.asked.at(-1)?.body).toEqual({
    label: "ci",
    scope: "tool:push",
    tool: "hello",
    days: 30,
  });
});

test("a refusal of the server exits 3 with what to do", async () => {
  await using played = await server();
  await using home = await ciHome(played.url);
  const answer = await home.sluice(["members", "remove", "bob", "-t", "hello", "--yes", "--json"]);
  expect(answer).toMatchObject({ exit: 3, stdout: "" });
  expect(JSON.parse(answer.stderr)).toEqual({
    error: {
      code: "not-allowed",
      message: "ada is a viewer of hello.",
      todo: "Ask a maintainer of the tool or an admin for the role.",
    },
  });
});
