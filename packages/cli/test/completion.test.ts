import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bashCompletion } from "../src/completion/bash.ts";
import { fishCompletion } from "../src/completion/fish.ts";
import { completionWords } from "../src/completion/words.ts";
import { zshCompletion } from "../src/completion/zsh.ts";
import { newHome } from "./sluice.ts";

const words = completionWords();

type Shell = "bash" | "zsh" | "fish";

const zshDriver = fileURLToPath(new URL("./zsh-offers.zsh", import.meta.url));
let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-shells-"));
  await writeFile(join(directory, "zsh"), zshCompletion(words));
  await writeFile(join(directory, "fish"), fishCompletion(words));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** What a real shell offers for a line. */
function offered(shell: Shell, line: readonly string[]): string[] {
  const typed = ["sluice", ...line].join(" ");
  const commands: Record<Shell, readonly string[]> = {
    bash: [
      "-c",
      `${bashCompletion(words)}
COMP_WORDS=(sluice ${line.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${line.length}; _sluice; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
    zsh: ["-f", zshDriver, join(directory, "zsh"), typed],
    fish: ["--no-config", "-c", `source "$argv[1]"; complete -C "$argv[2]"`, join(directory, "fish"), typed],
  };
  const env = { ...process.env, HOME: directory, TERM: "xterm" };
  const said = execFileSync(shell, commands[shell], { encoding: "utf8", cwd: directory, env, timeout: 60_000 });
  // fish puts a summary behind each word.
  return said
    .trim()
    .split("\n")
    .map((each) => each.split("\t")[0] ?? "");
}

const lines: readonly (readonly [readonly string[], readonly string[]])[] = [
  [["bui"], ["builds"]],
  [
    ["builds", ""],
    ["list", "show", "log", "artifacts", "artifact", "cancel"],
  ],
  [["builds", "log", "--fo"], ["--follow"]],
  [["completion", "f"], ["fish"]],
  [["members", "set", "bob", "m"], ["maintainer"]],
];

describe.each(["bash", "zsh", "fish"] as const)("%s", (shell) => {
  test.each(lines)("offers for %j what fits", (line, expected) => {
    const words = offered(shell, line).filter((word) => word !== "--help");
    expect(words.toSorted()).toEqual(expected.toSorted());
  });
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
