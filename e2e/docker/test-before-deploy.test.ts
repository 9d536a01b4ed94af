import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flaskApp } from "./flask-app.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { sluice } from "./sluice.ts";
import { type PushResult, workTree, type WorkTree } from "./work-tree.ts";

const reported = `test:
  commands: [pip install pytest==8.3.4, python -m pytest -q --junitxml=reports/junit.xml]
  artifacts: ["reports/**", "*.html"]
  timeout: 10m
`;
const manifest = (...commands: readonly string[]): string => `test:\n${commands.map((command) => `  - ${command}\n`).join("")}`;
const pytest = ["pip install pytest==8.3.4", "python -m pytest -q"];
const page = `from app import app


def test_page_is_polite():
    assert b"please" in app.test_client().get("/").data
`;

describe("tests before a deployment", () => {
  let on: Installation;
  let work: WorkTree;
  let first: PushResult;
  beforeAll(async () => {
    on = await install();
    work = await workTree(on, "tested", "python-flask");
    work.write("sluice.yaml", manifest(...pytest));
    work.write("test_app.py", page);
    first = await push({ "app.py": flaskApp("first, please") });
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
    const { code, said } = first;
    expect(code, said).toBe(0);
    expect(said).toContain("tests: pip install pytest==8.3.4, python -m pytest -q");
    expect(said).toMatch(/\[test\] +passed: 2 commands/);
    expect((await visit(on, "tested")).text).toBe("first, please");
  });

  it("that fail leave the old release serving, and the pusher sees which and why", async () => {
    const files = { "app.py": flaskApp("go away"), "sluice.yaml": reported, "evil.html": "<script>alert(1)</script>" };
    const { code, said } = await push(files);
    expect(code).not.toBe(0);
    expect(said).toContain("a test failed: python -m pytest -q --junitxml=reports/junit.xml (exit 1)");
    expect(said).toContain("FAILED test_app.py::test_page_is_polite");
    expect(said).toContain("your code");
    expect((await visit(on, "tested")).text).toBe("first, please");
  });

  it("leave their reports, which are listed, downloaded, and never run by a browser", async () => {
    const told = async (...args: readonly string[]) => (await sluice(on, [...args, "-t", "tested"])).said;
    const list = JSON.parse(await told("builds", "artifacts", "--json")) as readonly { readonly path: string }[];
    expect(list.map(({ path }) => path)).toEqual(["evil.html", "reports/junit.xml"]);
    expect(await told("builds", "artifact", "2", "reports/junit.xml", "-o", "-")).toMatch(/^<\?xml .*<testsuite .*failures="1"/s);
    expect(await told("builds", "artifact", "2", "reports/junit.xml", "-o", "kept.xml")).toContain("in kept.xml");
    expect(await told("builds", "artifact", "2", "none.xml", "-o", "none.xml")).toContain("has no artifact none.xml");
    expect(await told("builds", "show", "2")).toContain("Artifacts: 2, see: sluice builds artifacts 2");
    const url = `${on.api}/api/v1/tools/tested/builds/2/artifacts/1`;
    const page = await fetch(url, { headers: { authorization: `Bearer ${on.token}` } });
    expect(page.headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''evil.html");
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    expect(await page.text()).toBe("<script>alert(1)</script>");
    expect((await fetch(url)).status).toBe(401);
  });

  it("run with the dependencies of a build that installs none", async () => {
    const { code, said } = await push({ "app.py": flaskApp("again, please"), "sluice.yaml": manifest(...pytest) });
    expect(code, said).toBe(0);
    expect(said).toMatch(/dependencies: unchanged/);
    expect((await visit(on, "tested")).text).toBe("again, please");
  });

  it("leave nothing of what they install in the image", async () => {
    const { said: without } = await push({ "app.py": `import pytest\n${flaskApp("please")}`, "sluice.yaml": "{}\n" });
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
