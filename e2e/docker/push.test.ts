import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apiOf } from "./api.ts";
import { install, type Installation } from "./installation.ts";
import { visit, visitSteadily } from "./page.ts";
import { workTree } from "./work-tree.ts";

const pythonApp = (text: string): string => `from flask import Flask

app = Flask(__name__)


@app.get("/")
def page():
    return ${JSON.stringify(text)}
`;

describe("git push", () => {
  let on: Installation;
  beforeAll(async () => {
    on = await install({ flags: ["--deploy-seconds", "8"] });
  });
  afterAll(async () => on?.[Symbol.asyncDispose]());

  it("creates the tool, builds, deploys, and the page answers with what was pushed", async () => {
    using work = await workTree(on, "first", "python-flask");
    work.write("app.py", pythonApp("pushed once"));
    const commit = await work.commit("Say something");
    const { code, said } = await work.push();
    expect(said).toMatch(/remote: .*commit [0-9a-f]{7} "Say something" by Ada/);
    expect(said).toMatch(/remote: Found python 3\.\d+ \(requirements\.txt\)/);
    expect(said).toMatch(/\[build\]\s+dependencies/);
    expect(said).toMatch(/\[release\]\s+v1 = [0-9a-f]{7}/);
    expect(said).toMatch(/\[deploy\]\s+web: 1 of 1 healthy/);
    expect(said).toMatch(/Live: http:\/\/first\.localhost:\d+.*\(v1, [\d.]+ s\)/);
    expect(code).toBe(0);
    expect((await visit(on, "first")).text).toBe("pushed once");

    const [release] = await apiOf(on).call("releases.list", { params: { tool: "first" } });
    expect(release).toMatchObject({ number: 1, state: "live", commit });
    expect(release?.image).toMatch(/^sha256:/);
  });

  it("reuses the dependencies on the second push and drops no request", async () => {
    using work = await workTree(on, "second", "python-flask");
    expect((await work.push()).code).toBe(0);
    const visits = visitSteadily(on, "second", 2000);
    work.write("app.py", pythonApp("pushed twice"));
    await work.commit("Change a line");
    const { code, said } = await work.push();
    const { answered, failures } = await visits.stop();
    expect(code).toBe(0);
    expect(said).toMatch(/dependencies: unchanged \(requirements\.txt\)/);
    expect((await visit(on, "second")).text).toBe("pushed twice");
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(10);
  });

  it("builds and serves each example", async () => {
    for (const example of ["node", "static", "procfile"]) {
      using work = await workTree(on, `try-${example}`, example);
      const { code, said } = await work.push();
      expect(said).toContain("Live: ");
      expect(code).toBe(0);
      expect((await visit(on, `try-${example}`)).status).toBe(200);
    }
  });

  it("stores other branches without a deployment, and says so", async () => {
    using work = await workTree(on, "branches", "static");
    const { code, said } = await work.push("main:refs/heads/topic");
    expect(code).toBe(0);
    expect(said).toMatch(/stored/i);
    expect(await apiOf(on).call("builds.list", { params: { tool: "branches" } })).toEqual([]);
  });

  it("refuses a wrong token", async () => {
    using work = await workTree({ ...on, token: "sluice_wrong" }, "secret", "static");
    const { code, said } = await work.push();
    expect(code).not.toBe(0);
    expect(said).toMatch(/Authentication failed|401/);
  });
});

describe("a broken app", () => {
  let on: Installation;
  beforeAll(async () => {
    on = await install({ flags: ["--deploy-seconds", "6"] });
  });
  afterAll(async () => on?.[Symbol.asyncDispose]());

  async function pushOver(tool: string, change: (write: (path: string, text: string) => void) => void) {
    using work = await workTree(on, tool, "python-flask");
    work.write("app.py", pythonApp("the good one"));
    await work.commit("Good");
    expect((await work.push()).code).toBe(0);
    change(work.write);
    await work.commit("Bad");
    const result = await work.push();
    expect(result.code).not.toBe(0);
    expect(result.said).toContain("[remote rejected] main -> main");
    expect((await visit(on, tool)).text).toBe("the good one");
    return { ...result, again: await work.push() };
  }

  it("that crashes at start leaves the old release serving and shows its last lines; the commit can be pushed again", async () => {
    const { said, again } = await pushOver("crash", (write) =>
      write("app.py", `${pythonApp("never seen")}\nraise SystemExit("no database here")\n`),
    );
    expect(said).toContain("no database here");
    expect(said).toMatch(/ended with exit code|not healthy after/);
    expect(said).toContain("v1 keeps serving");
    expect(again.said).toContain("[remote rejected]");
  });

  it("that listens on the wrong port hears where it listens", async () => {
    const { said } = await pushOver("wrong-port", (write) => write("Procfile", "web: python3 -m http.server 5555 --bind 127.0.0.1\n"));
    expect(said).toMatch(/not healthy after .* s/);
    expect(said).toContain("127.0.0.1:5555");
    expect(said).toContain("$PORT");
  });

  it("with a syntax error sees the line", async () => {
    const { said } = await pushOver("syntax", (write) => write("app.py", "from flask import Flask\napp = Flask(__name__\n"));
    expect(said).toMatch(/SyntaxError/);
  });

  it("with a requirement that does not exist hears which", async () => {
    const { said } = await pushOver("missing", (write) => write("requirements.txt", "flask\nsluice-no-such-package-here==9.9.9\n"));
    expect(said).toContain("sluice-no-such-package-here");
    expect(said).toMatch(/your code/);
  });

  it("in which nothing is detected hears what was looked for", async () => {
    using work = await workTree(on, "nothing", null);
    work.write("notes.txt", "nothing to run\n");
    await work.commit("Notes");
    const { code, said } = await work.push();
    expect(code).not.toBe(0);
    expect(said).toContain("requirements.txt");
    expect(said).toContain("package.json");
  });
});
