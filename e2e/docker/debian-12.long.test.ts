import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { workTree } from "./work-tree.ts";

const app = `import pathlib
import sys

from flask import Flask

app = Flask(__name__)


@app.get("/")
def page():
    return sys.version.split()[0] + " on Debian " + pathlib.Path("/etc/debian_version").read_text()
`;

describe("a tool that wishes an older Python", () => {
  let on: Installation;
  beforeAll(async () => {
    on = await install();
  });
  afterAll(async () => on?.[Symbol.asyncDispose]());

  it("is built and runs on Debian 12, beside one on Debian 13", { timeout: 1_200_000 }, async () => {
    using old = await workTree(on, "older", "python-flask");
    old.write(".python-version", "3.11\n");
    old.write("app.py", app);
    await old.commit("Stay on 3.11");
    const { code, said } = await old.push();
    expect(said).toContain("Found python 3.11 (requirements.txt)");
    expect(code, said).toBe(0);
    expect((await visit(on, "older")).text).toMatch(/^3\.11\.\d+ on Debian 12\./);

    using newer = await workTree(on, "newer", "python-flask");
    newer.write("app.py", app);
    await newer.commit("Take what is offered");
    const second = await newer.push();
    expect(second.code, second.said).toBe(0);
    expect((await visit(on, "newer")).text).toMatch(/^3\.13\.\d+ on Debian 13\./);
    expect((await visit(on, "older")).text).toMatch(/^3\.11\./);
  });
});
