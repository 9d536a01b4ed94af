import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cliMain } from "./cli.ts";
import { leftBehind } from "./left-behind.ts";
import { visit } from "./page.ts";
import { until } from "./until.ts";

const deadlineMs = 240_000;
const examples = join(import.meta.dirname, "..", "..", "examples");
let place: string;
let code: string;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "sluice-dev-"));
  code = join(place, "greeter");
  cpSync(join(examples, "python-flask"), code, { recursive: true });
  writeFileSync(join(code, ".gitignore"), ".env\n");
  writeFileSync(join(code, ".env"), "GREETING=Good morning\nPORT=1\n");
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const app = (): string => readFileSync(join(code, "app.py"), "utf8");

function change(from: string, to: string): void {
  writeFileSync(join(code, "app.py"), app().replace(from, to));
}

function develop() {
  const cache = process.env["SLUICE_TEST_CACHE"];
  if (cache === undefined) throw new Error("SLUICE_TEST_CACHE is not set: run these tests by npm test");
  const child = spawn(process.execPath, [cliMain, "dev", code], {
    env: { ...process.env, HOME: place, XDG_STATE_HOME: join(place, "state"), SLUICE_CACHE: cache },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { text: "" };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (said.text += part.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return {
    child,
    ended,
    text: () => said.text,
    says: (what: RegExp, after = 0): Promise<void> =>
      until(`sluice dev says ${String(what)}`, deadlineMs, () => {
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${said.text}`);
        return what.test(said.text.slice(after));
      }).catch((error: unknown) => {
        throw new Error(said.text, { cause: error });
      }),
    page: () => visit({ routerPort: Number(/http:\/\/greeter\.localhost:(\d+)/.exec(said.text)?.[1]) }, "greeter"),
  };
}

/** The data directory of the directory's server. */
function dataOfServer(): string {
  const dev = join(place, "state", "sluice", "dev");
  const data = readdirSync(dev).find((name) => /^greeter-[0-9a-f]{8}$/.test(name));
  if (data === undefined) throw new Error(`nothing is kept in ${dev}`);
  return join(dev, data);
}

it(
  "serves the directory, again at each save, keeps what runs when a save is broken, and leaves nothing behind",
  { timeout: 2 * deadlineMs },
  async () => {
    change("Hello from Sluice", `" + __import__("os").environ["GREETING"] + "`);
    const dev = develop();
    try {
      await dev.says(/until Ctrl-C/);
      expect(dev.text()).toContain("left out of the settings, as the platform sets them itself or they are no names: PORT");
      expect((await dev.page()).text).toContain("<h1>Good morning</h1>");

      let seen = dev.text().length;
      change("<h1>", "<h1>Changed: ");
      await dev.says(/Live: /, seen);
      expect((await dev.page()).text).toContain("<h1>Changed: Good morning</h1>");

      seen = dev.text().length;
      const good = app();
      writeFileSync(join(code, "app.py"), `${good}\n)\n`);
      await dev.says(/Not live: what ran before goes on/, seen);
      expect(dev.text().slice(seen)).toMatch(/Python cannot read \/workspace\/app\.py, line \d+: SyntaxError/);
      expect(dev.text().slice(seen)).not.toContain("Node.js");
      expect((await dev.page()).text).toContain("Changed");

      seen = dev.text().length;
      writeFileSync(join(code, ".env"), "GREETING=Good evening\n");
      await dev.says(/settings from .*: GREETING/, seen);
      await until("the page greets anew", deadlineMs, async () => (await dev.page()).text.includes("Good evening"));
    } finally {
      dev.child.kill("SIGINT");
    }
    expect(await dev.ended, dev.text()).toBe(0);
    expect(leftBehind(dataOfServer())).toEqual([]);
  },
);

it("leaves nothing behind when the command is killed", { timeout: 2 * deadlineMs }, async () => {
  writeFileSync(join(code, "app.py"), app().replace(/\n\)\n$/, ""));
  const dev = develop();
  await dev.says(/Found python/);
  dev.child.kill("SIGKILL");
  await dev.ended;
  await until("server, containers and network are gone", deadlineMs, () => leftBehind(dataOfServer()).length === 0);
});
