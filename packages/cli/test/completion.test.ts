import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { bashCompletion } from "../src/completion/bash.ts";
import { fishCompletion } from "../src/completion/fish.ts";
import { completionWords } from "../src/completion/words.ts";
import { zshCompletion } from "../src/completion/zsh.ts";
import { newHome } from "./sluice.ts";

const words = completionWords();

/** What bash itself would offer for a line. */
function offered(...line: readonly string[]): string[] {
  const script = `${bashCompletion(words)}
COMP_WORDS=(sluice ${line.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${line.length}; _sluice; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", script], { encoding: "utf8" }).trim().split("\n");
}

test.each([
  [["bui"], ["builds"]],
  [
    ["builds", ""],
    ["list", "show", "log", "cancel", "--help"],
  ],
  [["builds", "log", "--fo"], ["--follow"]],
  [["completion", "f"], ["fish"]],
  [["members", "set", "bob", "m"], ["maintainer"]],
])("bash offers for %j what fits", (line, expected) => {
  expect(offered(...line)).toEqual(expected);
});

test("zsh and fish get each command with its summary", () => {
  expect(zshCompletion(words)).toContain("'log:the log of a build and its deployment'");
  expect(fishCompletion(words)).toContain("-a log -d 'the log of a build and its deployment'");
});

test("a hidden command is offered by no shell", () => {
  for (const script of [bashCompletion(words), zshCompletion(words), fishCompletion(words)]) expect(script).not.toContain("git-credential");
});

test("prints the script of the shell that was asked for", async () => {
  await using home = await newHome();
  expect(await home.sluice(["completion", "fish"])).toMatchObject({
    exit: 0,
    stderr: "",
    stdout: fishCompletion(words),
  });
});
