import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flaskApp } from "./flask-app.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

const manifest = (...commands: readonly string[]): string => `test:\n${commands.map((command) => `  - ${command}\n`).join("")}`;
const pytest = ["pip install pytest==8.3.4", "python -m pytest -q"];
const page = `from app import app


def test_page_is_polite():
    assert b"please" in app.test_client().get("/").data
`;

describe("tests before a deployment", () => {
  let on: Installation;
  let work: WorkTree;
  beforeAll(async () => {
    on = await install();
    work = await workTree(on, "tested", "python-flask");
    work.write("sluice.yaml", manifest(...pytest));
    work.write("test_app.py", page);
  });
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
  });

  async function push(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) work.write(path, text);
    await work.commit("Change");
    return work.push();
  }

  it("that pass let it go live", async () => {
    const { code, said } = await push({ "app.py": flaskApp("first, please") });
    expect(code, said).toBe(0);
    expect(said).toContain("tests: pip install pytest==8.3.4, python -m pytest -q");
    expect(said).toMatch(/\[test\] +passed: 2 commands/);
    expect((await visit(on, "tested")).text).toBe("first, please");
  });

  it("that fail leave the old release serving, and the pusher sees which and why", async () => {
    const { code, said } = await push({ "app.py": flaskApp("go away") });
    expect(code).not.toBe(0);
    expect(said).toContain("a test failed: python -m pytest -q (exit 1)");
    expect(said).toContain("FAILED test_app.py::test_page_is_polite");
    expect(said).toContain("your code");
    expect((await visit(on, "tested")).text).toBe("first, please");
  });

  it("run with the dependencies of a build that installs none, and leave nothing in the image", async () => {
    const { code, said } = await push({ "app.py": flaskApp("again, please") });
    expect(code, said).toBe(0);
    expect(said).toMatch(/dependencies: unchanged/);
    expect((await visit(on, "tested")).text).toBe("again, please");
    const { said: without } = await push({ "app.py": "import pytest\n" + flaskApp("please"), "sluice.yaml": "{}\n" });
    expect(without).toContain("No module named 'pytest'");
    await work.undo();
  });

  it("that call what is not installed are told what to do", async () => {
    const { code, said } = await push({ "sluice.yaml": manifest("tox -e py313") });
    expect(code).not.toBe(0);
    expect(said).toContain("a test failed: tox -e py313 (exit 127)");
    expect(said).toContain('tox is not installed. Put "pip install tox" before it');
  });
});
