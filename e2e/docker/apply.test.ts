import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { sluice } from "./sluice.ts";
import { until } from "./until.ts";
import { workTree } from "./work-tree.ts";

/** Says what it was given. */
const shop = `import http.server, os, pathlib


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        file = pathlib.Path.home() / "replica.my.cnf"
        body = os.environ.get("GREETING", "") + " " + (file.read_text() if file.exists() else "")
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("0.0.0.0", int(os.environ["PORT"])), Page).serve_forever()
`;

const root = join(import.meta.dirname, "..", "..");

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

function run(program: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, said }));
  });
}

/** What runs of the installation's tools and components: id by name. */
function containers(on: Installation): ReadonlyMap<string, string> {
  const installation = execFileSync("cat", [join(on.directory, "installation")], { encoding: "utf8" }).trim();
  const listed = execFileSync("docker", [
    "ps",
    "--no-trunc",
    "--format",
    "{{.Names}} {{.ID}}",
    "--filter",
    `label=sluice.installation=${installation}`,
  ]);
  // Package sets are installed in containers too, which come and go.
  const rows = listed
    .toString()
    .split("\n")
    .filter((row) => row.startsWith(`sluice-${installation}-`));
  return new Map(rows.map((row) => row.split(" ") as [string, string]));
}

describe("a platform whose server is broken", () => {
  let on: Installation;
  let checkout: string;
  const apply = (...flags: readonly string[]): Promise<Ended> =>
    run(process.execPath, [
      join(root, "packages/cli/src/main.ts"),
      "apply",
      checkout,
      "--data",
      on.directory,
      "--cache",
      process.env["SLUICE_TEST_CACHE"] ?? "",
      "--router-listen",
      `127.0.0.1:${on.routerPort}`,
      ...flags,
    ]);
  const commit = async (path: string, text: string, subject: string): Promise<Ended> => {
    mkdirSync(join(checkout, path, ".."), { recursive: true });
    writeFileSync(join(checkout, path), text);
    await run("git", ["-C", checkout, "add", "-A"]);
    await run("git", ["-C", checkout, "-c", "user.name=Eve", "-c", "user.email=eve@example.org", "commit", "-qm", subject]);
    return run("git", ["-C", checkout, "push", "-q", "origin", "main"]);
  };

  beforeAll(async () => {
    on = await install();
    checkout = mkdtempSync(join(tmpdir(), "sluice-checkout-"));
    using work = await workTree(on, "site", "static");
    const pushed = await work.push();
    expect(pushed.code, pushed.said).toBe(0);
    const clone = `${on.api.replace("http://", `http://admin:${on.token}@`)}/git/-/control.git`;
    const cloned = await run("git", ["clone", "-q", clone, checkout]);
    expect(cloned.code, cloned.said).toBe(0);
  });
  afterAll(async () => {
    rmSync(checkout, { recursive: true, force: true });
    await on?.[Symbol.asyncDispose]();
  });

  it("deploys a commit by hand and a git revert like any other, and their releases are told", async () => {
    const file = join(checkout, "tools", "site", "release.yaml");
    const text = execFileSync("cat", [file], { encoding: "utf8" });
    const pushed = await commit(
      "tools/site/release.yaml",
      text.replace(/^release: 1$/m, "release: 2").replace("512Mi", "256Mi"),
      "Less memory",
    );
    expect(pushed.code, pushed.said).toBe(0);
    const live = async (): Promise<number | undefined> =>
      (await apiOf(on).call("tools.status", { params: { tool: "site" } })).release?.number;
    await until("v2 is live", 60_000, async () => (await live()) === 2);
    const [newest] = await apiOf(on).call("releases.list", { params: { tool: "site" }, query: { limit: 1 } });
    expect(newest).toMatchObject({ number: 2, cause: "commit", author: "Eve", subject: "Less memory" });
    const identity = ["-c", "user.name=Eve", "-c", "user.email=eve@example.org"];
    await run("git", ["-C", checkout, ...identity, "revert", "--no-edit", "HEAD"]);
    const reverted = await run("git", ["-C", checkout, "push", "-q", "origin", "main"]);
    expect(reverted.code, reverted.said).toBe(0);
    await until("v1 is live again", 60_000, async () => (await live()) === 1);
    expect((await visit(on, "site")).status).toBe(200);
  });

  it("runs a component beside the tools, at its own host name", async () => {
    const image = /^image: (.*)$/m.exec(execFileSync("cat", [join(checkout, "tools/site/release.yaml")], { encoding: "utf8" }))?.[1] ?? "";
    const lines = [
      "component: landing",
      "release: 1",
      `image: ${image}`,
      'command: "echo landing is called; exec /cnb/process/web"',
      "port: 8000",
      "host: docs.localhost",
      "memory: 128Mi",
      "environment: { GREETING: hello }",
      "files: { /workspace/public/hello.txt: hello.txt }",
      "",
    ];
    writeFileSync(join(checkout, "unrelated.md"), "What runs where.\n");
    mkdirSync(join(checkout, "components", "landing"), { recursive: true });
    writeFileSync(join(checkout, "components", "landing", "hello.txt"), "hello from a file\n");
    const pushed = await commit("components/landing/release.yaml", lines.join("\n"), "A landing page");
    expect(pushed.code, pushed.said).toBe(0);
    await until("the component answers", 60_000, async () => (await visit(on, "docs", "/hello.txt")).text === "hello from a file\n").catch(
      async (error: unknown) => {
        throw new Error(`${String(error)}\n${JSON.stringify(await apiOf(on).call("components.list", {}))}\n${on.log().slice(-3000)}`);
      },
    );
    // the page answers a moment before the deployment has ended
    await expect
      .poll(() => apiOf(on).call("components.list", {}), { timeout: 60_000 })
      .toMatchObject([{ name: "landing", release: 1, host: "docs.localhost", condition: { state: "done", reason: "v1 runs" } }]);
    expect((await visit(on, "site")).status).toBe(200);
  });

  it("keeps what a component prints, also after its copy is gone", async () => {
    const logs = (...more: readonly string[]): Promise<Ended> =>
      run(process.execPath, [join(root, "packages/cli/src/main.ts"), "components", "logs", "landing", ...more], {
        SLUICE_URL: on.api,
        SLUICE_TOKEN: on.token,
      });
    const greetings = async () => (await logs()).said.split("\n").filter((line) => line.includes("landing is called"));
    await expect.poll(greetings, { timeout: 60_000 }).toHaveLength(1);
    const [first] = [...containers(on)].find(([name]) => name.includes("-component-landing-")) ?? [];
    execFileSync("docker", ["rm", "-f", first ?? ""]);
    await expect.poll(greetings, { timeout: 60_000 }).toHaveLength(2);
    expect((await logs("--stream", "stderr", "--text", "LANDING IS")).said).toContain("landing has printed nothing that matches.");
  });

  it("refuses to apply while the server runs", async () => {
    const { code, said } = await apply();
    expect(code).toBe(4);
    expect(said).toContain(`is in use by the process ${on.pid()}`);
  });

  it(
    "starts what uses settings and a secret file too, and says what it leaves where they cannot be read",
    { timeout: 240_000 },
    async () => {
      using work = await workTree(on, "shop", null);
      work.write("Procfile", "web: python3 app.py\n");
      work.write("requirements.txt", "");
      work.write("app.py", shop);
      await work.commit("Begin");
      expect((await work.push()).said).toContain("Live: ");
      expect(await sluice(on, ["env", "set", "GREETING=hello", "-t", "shop"])).toMatchObject({ exit: 0 });
      expect(await sluice(on, ["secrets", "file", "replica.my.cnf", "-t", "shop"], "password = 1234\n")).toMatchObject({ exit: 0 });
      const page = async (): Promise<string> => (await visit(on, "shop").catch(() => ({ text: "" }))).text;
      expect(await page()).toBe("hello password = 1234\n");

      await on.kill();
      expect((await run("git", ["-C", checkout, "pull", "-q", join(on.directory, "control.git"), "main"])).code).toBe(0);
      const own = (): readonly string[] => [...containers(on)].filter(([name]) => name.includes("-shop-")).map(([, id]) => id);
      // The release before may not have been stopped yet.
      execFileSync("docker", ["rm", "-f", ...own()]);
      renameSync(join(on.directory, "keys"), join(on.directory, "keys.away"));
      const left = await apply();
      expect(left.code, left.said).toBe(1);
      expect(left.said).toMatch(/^shop: failed: not started: shop uses settings v2, which cannot be read \(The key \w+ .* is missing/m);
      expect(left.said).toContain("1 of 3 are not as they should be.");
      expect(own()).toEqual([]);

      renameSync(join(on.directory, "keys.away"), join(on.directory, "keys"));
      const before = createHash("sha256")
        .update(readFileSync(join(on.directory, "store", "sluice.db")))
        .digest("hex");
      const repaired = await apply();
      expect(repaired.code, repaired.said).toBe(0);
      expect(repaired.said).toContain("started web of shop v3");
      expect(await page()).toBe("hello password = 1234\n");
      expect(
        createHash("sha256")
          .update(readFileSync(join(on.directory, "store", "sluice.db")))
          .digest("hex"),
      ).toBe(before);
    },
  );

  it("is repaired from a checkout, and a mended server takes over what runs", { timeout: 180_000 }, async () => {
    await on.kill();
    renameSync(join(on.directory, "store"), join(on.directory, "store.away"));
    const before = containers(on);
    const [ours] = [...before].find(([name]) => name.includes("-site-")) ?? [];
    const [landing] = [...before].find(([name]) => name.includes("-component-landing-")) ?? [];
    execFileSync("docker", ["rm", "-f", ours ?? "", landing ?? ""]);
    await until("nobody answers", 30_000, async () => (await visit(on, "site").catch(() => null))?.status !== 200);

    const repaired = await apply();
    expect(repaired.code, repaired.said).toBe(0);
    expect(repaired.said).toContain("started web of site v1");
    expect(repaired.said).toContain("component landing: v1 runs");
    expect(repaired.said).toContain("All is as it should be.");
    expect((await visit(on, "site")).status).toBe(200);
    expect((await visit(on, "docs", "/hello.txt")).text).toBe("hello from a file\n");
    const again = await apply();
    expect(again.code, again.said).toBe(0);
    expect(again.said).not.toContain("started");
    const mended = containers(on);

    renameSync(join(on.directory, "store.away"), join(on.directory, "store"));
    await on.start();
    await until("the server has looked at all", 30_000, async () => {
      const [component] = await apiOf(on).call("components.list", {});
      return component?.processes[0]?.healthy === 1 && (await visit(on, "site")).status === 200;
    });
    expect([...containers(on)].toSorted()).toEqual([...mended].toSorted());
  });
});
