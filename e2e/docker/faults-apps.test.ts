import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { install, type Installation } from "./installation.ts";
import { workTree } from "./work-tree.ts";

const flask = (more: string): string => `from flask import Flask\n${more}\napp = Flask(__name__)\n`;

describe("a beginner's mistake", () => {
  let on: Installation;
  beforeAll(async () => {
    on = await install({ flags: ["--deploy-seconds", "10", "--build-seconds", "45"] });
  });
  afterAll(async () => on?.[Symbol.asyncDispose]());

  it.each<readonly [string, Readonly<Record<string, string>>, readonly RegExp[]]>([
    [
      "module",
      { "requirements.txt": "flask==3.1.0\n", "app.py": flask("import requests_that_is_not_there") },
      [/The module "requests_that_is_not_there" is not installed: add the package that has it to requirements\.txt/],
    ],
    [
      "setuptools",
      { "requirements.txt": "flask==3.1.0\n", "app.py": flask("import pkg_resources") },
      [/A package needs setuptools, which newer Pythons do not bring along: add a line "setuptools<81"/],
    ],
    [
      "start",
      { "requirements.txt": "flask==3.1.0\n", "lib.py": "x = 1\n" },
      [/no start command was found/, /commit a file named Procfile/],
    ],
    [
      "psycopg",
      { "requirements.txt": "psycopg2==2.9.10\n", Procfile: "web: python3 -m http.server $PORT\n" },
      [/psycopg2 needs the PostgreSQL headers/, /use psycopg2-binary/],
    ],
    [
      "memory",
      { "requirements.txt": "", "eat.py": "x = [bytes(10**6) for _ in range(10**5)]\n", Procfile: "web: python3 eat.py\n" },
      [/web: out of memory/, /start fewer workers/],
    ],
    [
      "peers",
      {
        "package.json": JSON.stringify({ name: "x", version: "1.0.0", dependencies: { react: "17.0.2", "react-dom": "18.2.0" } }),
        "server.js": "",
      },
      [/Two packages want different versions of a third/],
    ],
    [
      "time",
      { "package.json": JSON.stringify({ name: "x", version: "1.0.0", scripts: { preinstall: "sleep 300" } }), "server.js": "" },
      [/out of time: the build may take 45 s/, /A step that waits for input never ends/],
    ],
  ])("%s: is told with what to do", async (name, files, messages) => {
    using work = await workTree(on, name, null);
    for (const [path, text] of Object.entries(files)) work.write(path, text);
    await work.commit("Try");
    const { code, said } = await work.push();
    expect(code).not.toBe(0);
    for (const message of messages) expect(said).toMatch(message);
    expect(said).toContain("your code");
    expect(said).not.toContain("This is ours");
  });
});
