import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { install, type Installation } from "./installation.ts";
import { visit, visitSteadily } from "./page.ts";
import { sluice } from "./sluice.ts";
import { until } from "./until.ts";
import { workTree } from "./work-tree.ts";

const run = promisify(execFile);
const tool = "shop";

/** Answers what it was given, and prints its secret, once in two writes. */
const app = `import http.server, json, os, pathlib, sys, time

class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        file = pathlib.Path.home() / "replica.my.cnf"
        key = os.environ.get("API_KEY", "")
        print("the key is " + key, flush=True)
        sys.stdout.write("in two " + key[:9]); sys.stdout.flush(); time.sleep(0.05)
        sys.stdout.write(key[9:] + " parts\\n"); sys.stdout.flush()
        seen = {
            "greeting": os.environ.get("GREETING", ""),
            "key": key,
            "environ": key != "" and key in open("/proc/self/environ").read(),
            "file": file.read_text() if file.exists() else "",
            "mode": oct(file.stat().st_mode & 0o777) if file.exists() else "",
        }
        body = json.dumps(seen).encode()
        self.send_response(200); self.end_headers(); self.wfile.write(body)
    def log_message(self, *_):
        pass

http.server.ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Page).serve_forever()
`;

describe("settings and secrets", () => {
  let on: Installation;
  const key = `key-${randomBytes(12).toString("hex")}`;
  const password = `pass-${randomBytes(12).toString("hex")}`;
  beforeAll(async () => {
    on = await install();
    using work = await workTree(on, tool, null);
    work.write("Procfile", "web: python3 -u app.py\n");
    work.write("requirements.txt", "");
    work.write("app.py", app);
    await work.commit("Begin");
    const { code, said } = await work.push();
    expect(said).toContain("Live: ");
    expect(code).toBe(0);
  });
  afterAll(async () => on?.[Symbol.asyncDispose]());

  const seen = async () => JSON.parse((await visit(on, tool)).text) as Record<string, unknown>;
  const releases = () => apiOf(on).call("releases.list", { params: { tool } });
  const filesWith = async (directory: string, text: string): Promise<string> =>
    // grep answers 1 when it finds nothing
    (await run("grep", ["-rlaF", "--", text, directory]).catch((error: { stdout: string; code: number }) => error)).stdout;

  it("a setting is live in a new release on the same image, and no request is dropped", async () => {
    const visits = visitSteadily(on, tool, 2000);
    const set = await sluice(on, ["env", "set", "GREETING=hello", "-t", tool]);
    const { failures } = await visits.stop();
    expect(set.said).toMatch(/Settings version 1 of shop: GREETING\. v2, same image\.\nv2 is live after [\d.]+ s\./);
    expect(set.exit).toBe(0);
    expect(await seen()).toMatchObject({ greeting: "hello" });
    expect(failures).toEqual([]);
    const [second, first] = await releases();
    expect(second).toMatchObject({ number: 2, cause: "settings", settings: 1, image: first?.image, commit: first?.commit });
    expect((await sluice(on, ["env", "set", "GREETING=hello", "-t", tool])).said).toContain("Nothing changed");
  });

  it("a secret reaches the process's environment and memory, and stands nowhere on the disk", async () => {
    expect((await sluice(on, ["secrets", "set", "API_KEY", "-t", tool, "--no-restart"], `${key}\n`)).said).toContain(
      "The next release uses it.",
    );
    const file = `[client]\nuser = u\npassword = ${password}\n`;
    const set = await sluice(on, ["secrets", "file", "replica.my.cnf", "-t", tool], file);
    expect(set).toMatchObject({ exit: 0 });
    expect(await seen()).toEqual({ greeting: "hello", key, environ: true, file, mode: "0o400" });
    for (const text of [key, password, Buffer.from(key).toString("base64"), Buffer.from(file).toString("base64")]) {
      expect(await filesWith(on.directory, text)).toBe("");
    }
    const control = ["-C", join(on.directory, "control.git")];
    const { stdout } = await run("git", [...control, "log", "-p", "--all"], { maxBuffer: 1 << 26 });
    expect(stdout).toContain("settings: 3");
    for (const text of [key, password, "hello"]) expect(stdout).not.toContain(text);
    expect((await sluice(on, ["secrets", "list", "-t", tool, "--json"])).said).not.toContain(key);
    expect(on.log()).not.toContain(key);
    const audit = await apiOf(on).call("audit.list");
    expect(audit.find(({ action }) => action === "setting.change")).toMatchObject({
      subject: tool,
      detail: { version: 3, changed: ["replica.my.cnf"] },
    });
    for (const text of [key, password]) expect(JSON.stringify(audit)).not.toContain(text);
  });

  it("what the process prints of it is redacted, also when it comes in parts", async () => {
    const { said } = await sluice(on, ["logs", "-t", tool]);
    expect(said).toContain("the key is [redacted API_KEY]");
    expect(said).toContain("in two [redacted API_KEY] parts");
    expect(said).not.toContain(key);
  });

  it("a release that crashes with it is explained without it, and the one before keeps serving", async () => {
    const crash = await sluice(on, ["secrets", "set", "PYTHONHOME", "-t", tool], "/no/such-home-0123456789");
    expect(crash.exit).toBe(1);
    expect(crash.said).toContain("is not live");
    expect(await seen()).toMatchObject({ key });
    const { said } = await sluice(on, ["status", "-t", tool, "--json"]);
    expect(said).not.toContain("such-home-0123456789");
    expect(await filesWith(join(on.directory, "logs"), "such-home-0123456789")).toBe("");
    await sluice(on, ["secrets", "unset", "PYTHONHOME", "-t", tool]);
    expect(await seen()).toMatchObject({ key, environ: true });
  });

  it("platform files reach a tool from its next start on, and keys are rotated under way", async () => {
    const own = Buffer.from("from the platform\n").toString("base64");
    await apiOf(on).call("platform.files.set", { body: { path: "replica.my.cnf", content: own } });
    expect((await sluice(on, ["keys", "rotate"])).exit).toBe(0);
    await until("everything is resealed", 30_000, async () => (await apiOf(on).call("keys.list")).length === 1);
    expect((await sluice(on, ["secrets", "unset", "--file", "replica.my.cnf", "-t", tool])).exit).toBe(0);
    expect(await seen()).toMatchObject({ key, environ: true, file: "from the platform\n" });
  });

  it("a server that is killed at any moment of a change finishes it after its start", { timeout: 400_000 }, async () => {
    for (let round = 0; round < 4; round += 1) {
      const changing = sluice(on, ["env", "set", `GREETING=round ${round}`, "-t", tool]);
      await pause(150 + round * 90);
      await on.kill();
      await changing;
      await on.start();
      const { version, plain } = await apiOf(on).call("settings.show", { params: { tool } });
      const stored = plain.find(({ name }) => name === "GREETING")?.value;
      await until(`version ${version} is released and live`, 60_000, async () => {
        const { released } = await apiOf(on).call("settings.show", { params: { tool } });
        return released === version && (await seen())["greeting"] === stored;
      });
    }
    const made = await apiOf(on).call("releases.list", { params: { tool }, query: { limit: 100 } });
    const live = made.filter(({ live: at, cause }) => at !== null && cause === "settings").map(({ settings }) => settings);
    expect(new Set(live).size).toBe(live.length);
  });

  it("the build sees what is marked for it, redacted in its log, and nothing else", async () => {
    const marked = `marked-${randomBytes(8).toString("hex")}`;
    const set = (name: string, value: string, build: boolean) => ({ name, value, secret: true, build });
    const other = "builder";
    using work = await workTree(on, other, null);
    await apiOf(on).call("tools.create", { body: { name: other } });
    await apiOf(on).call("settings.change", {
      params: { tool: other },
      body: { set: [set("MARKED", marked, true), set("HIDDEN", key, false)], unset: [], files: [], unsetFiles: [], restart: true },
    });
    const scripts = { postinstall: "echo marked $MARKED hidden ${HIDDEN:-absent}; exit 1" };
    work.write("package.json", JSON.stringify({ name: other, version: "1.0.0", scripts: { ...scripts, start: "node x.js" } }));
    work.write(
      "package-lock.json",
      JSON.stringify({ name: other, version: "1.0.0", lockfileVersion: 3, packages: { "": { name: other, version: "1.0.0" } } }),
    );
    await work.commit("Print");
    const { code, said } = await work.push();
    expect(code).not.toBe(0);
    expect(said).toContain("marked [redacted MARKED] hidden absent");
    expect(said).not.toContain(marked);
    expect(await filesWith(join(on.directory, "logs"), marked)).toBe("");
  });

  it("what a build sees is never on the disk in plain text, and gone after a kill in the middle of it", { timeout: 400_000 }, async () => {
    const marked = `marked-${randomBytes(8).toString("hex")}`;
    const params = { tool: "killed" };
    await apiOf(on).call("tools.create", { body: { name: "killed" } });
    const set = [{ name: "MARKED", value: marked, secret: true, build: true }];
    await apiOf(on).call("settings.change", { params, body: { set } });
    using work = await workTree(on, "killed", null);
    const named = { name: "killed", version: "1.0.0" };
    const scripts = { postinstall: 'test -n "$MARKED" && sleep 4; exit 1', start: "node x.js" };
    work.write("package.json", JSON.stringify({ ...named, scripts }));
    work.write("package-lock.json", JSON.stringify({ ...named, lockfileVersion: 3, packages: { "": named } }));
    await work.commit("Take time");
    const pushing = work.push();
    await until("the build has it", 120_000, async () => (await filesWith(join(on.directory, "build-memory"), marked)) !== "");
    const file = (await filesWith(on.directory, marked)).trim();
    expect(file).toMatch(/build-memory\/[^/]+\/MARKED$/);
    expect((await run("stat", ["-f", "-c", "%T", file])).stdout.trim()).toBe("tmpfs");

    await on.kill();
    await pushing;
    await on.start();
    const builds = () => apiOf(on).call("builds.list", { params });
    await until("the build was done again", 120_000, async () => (await builds())[0]?.state === "failed");
    expect((await builds()).map(({ fault }) => fault)).toEqual(["code"]);
    expect(await filesWith(on.directory, marked)).toBe("");
  });
});
