import { expect, test } from "vitest";
import { ciHome, newHome } from "./sluice.ts";

test.each([
  [["create", "my-tool"], 'Unknown command "create".', 'Did you mean "sluice tools create" or "sluice tokens create"?'],
  [["apps"], 'Unknown command "apps".', 'Did you mean "sluice tools"?'],
  [["pa"], 'Unknown command "pa".', '"sluice ps"'],
  [["destroy", "my-tool"], 'Unknown command "destroy".', 'Did you mean "sluice tools delete"?'],
  [["buids", "list"], 'Unknown command "buids".', 'Did you mean "sluice builds"?'],
  [["builds", "lits"], 'Unknown command "lits".', 'Did you mean "sluice builds list"?'],
  [["status", "--jsn"], 'Unknown option "--jsn".', 'Did you mean "--json"?'],
  [["builds"], '"sluice builds" needs a command: list, show, log, artifacts, artifact, cancel.', 'See "sluice builds --help".'],
  [["builds", "show"], 'Missing required argument "build".', 'See "sluice builds show --help".'],
  [["builds", "show", "x"], '"x" is no build\'s number.', "sluice builds list"],
  [["tools", "create", "Bad_Name"], '"Bad_Name" is no tool\'s name.', "2 to 40"],
  [["logs", "-t", "hello", "--tail", "many"], '--tail is "many".', "from 0 to 10000"],
  [["members", "set", "bob", "king", "-t", "hello"], "king", 'See "sluice members set --help".'],
  [["completion", "tcsh"], "tcsh", 'See "sluice completion --help".'],
])("%j is wrong usage: exit 2, what is wrong, what to type", async (args, message, todo) => {
  await using home = await ciHome("http://127.0.0.1:65535");
  const answer = await home.sluice(args);
  expect(answer).toMatchObject({ exit: 2, stdout: "" });
  expect(answer.stderr).toContain(message);
  expect(answer.stderr).toContain(todo);
});

test("wrong usage is an object too with --json", async () => {
  await using home = await newHome();
  const answer = await home.sluice(["statsu", "--json"]);
  expect(JSON.parse(answer.stderr)).toEqual({
    error: {
      code: "invalid-request",
      message: 'Unknown command "statsu".',
      todo: 'Did you mean "sluice status"? See "sluice --help".',
    },
  });
});

test("a server that does not answer is the platform: exit 4", async () => {
  await using home = await ciHome("http://127.0.0.1:65535");
  const answer = await home.sluice(["whoami"]);
  expect(answer.exit).toBe(4);
  expect(answer.stderr).toContain("http://127.0.0.1:65535 does not answer: connect ECONNREFUSED");
  expect(answer.stderr).toContain("Check the address and your network");
});

test.each([[[]], [["--help"]], [["help", "builds"]], [["builds", "log", "--help"]], [["--version"]]])(
  "%j prints to the output and exits 0",
  async (args: string[]) => {
    await using home = await newHome();
    const answer = await home.sluice(args);
    expect(answer).toMatchObject({ exit: 0, stderr: "" });
    expect(answer.stdout).not.toBe("");
  },
);
