import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { me, status } from "./played.ts";
import { playServer } from "./play-server.ts";
import { ciHome, type Home, main, newHome } from "./sluice.ts";

/** The command on a real pseudo-terminal; `typed` is sent when the question has appeared. */
async function onTerminal(home: Home, args: string, question?: string, typed = ""): Promise<{ shown: string; exit: number | null }> {
  const child = spawn("script", ["-qec", `${process.execPath} ${main} ${args}`, "/dev/null"], {
    cwd: home.directory,
    env: { ...home.environment, TERM: "xterm" },
    stdio: "pipe",
  });
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  let seen = "";
  child.stdout.on("data", (chunk: Buffer) => {
    const before = seen;
    seen += chunk.toString();
    if (question !== undefined && !before.includes(question) && seen.includes(question)) child.stdin.write(typed);
  });
  await text(child.stdout);
  child.stdin.end();
  return { shown: seen, exit: await exit };
}

test("colours appear on a terminal, and not with NO_COLOR", async () => {
  await using server = await playServer({ "tools.status": () => status() });
  await using home = await ciHome(server.url);
  expect((await onTerminal(home, "status -t hello")).shown).toContain("\u001b[1mhello");
  await using plain = await newHome({
    SLUICE_URL: server.url,
    SLUICE_TOKEN: "good",
    NO_COLOR: "1",
  });
  expect((await onTerminal(plain, "status -t hello")).shown).not.toContain("\u001b[");
});

test("deletes a tool only when its name is typed back", async () => {
  await using server = await playServer({ "tools.delete": () => ({ done: true }) });
  await using home = await ciHome(server.url);
  const refused = await onTerminal(home, "tools delete hello", "to go on:", "yes\r");
  expect(refused).toMatchObject({ exit: 1 });
  expect(refused.shown).toContain("Nothing was changed.");
  expect(server.asked).toEqual([]);
  expect(await onTerminal(home, "tools delete hello", "to go on:", "hello\r")).toMatchObject({
    exit: 0,
  });
  expect(server.asked).toHaveLength(1);
});

test("asks for the token without showing it", async () => {
  await using server = await playServer({ "me.show": () => me });
  await using home = await newHome();
  const login = await onTerminal(home, `login ${server.url}`, "Token for", "good\r");
  expect(login).toMatchObject({ exit: 0 });
  expect(login.shown).toContain("as ada.");
  expect(login.shown).not.toContain("good");
});

test("Ctrl-D at a question changes nothing", async () => {
  await using server = await playServer({});
  await using home = await ciHome(server.url);
  const given = await onTerminal(home, "tools delete hello", "to go on:", "\u0004");
  expect(given).toMatchObject({ exit: 1 });
  expect(given.shown).toContain("No answer was given.");
});

test("asks for a secret's value without showing it", async () => {
  await using server = await playServer({
    "settings.change": () => ({ version: 1, changed: ["API_KEY"], release: null }),
  });
  await using home = await ciHome(server.url);
  const set = await onTerminal(home, "secrets set API_KEY -t hello", "Value of API_KEY", "s3cr3t-v4lue\r");
  expect(set).toMatchObject({ exit: 0 });
  expect(set.shown).not.toContain("s3cr3t");
  expect(server.asked.at(-1)?.body).toMatchObject({ set: [{ name: "API_KEY", value: "s3cr3t-v4lue", secret: true }] });
});
