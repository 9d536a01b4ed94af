import { expect, inject, it } from "vitest";
import { visit } from "../docker/page.ts";
import { workTree } from "../docker/work-tree.ts";

/** First builds fetch a toolchain: generous, for a loaded machine. */
const timeout = 20 * 60_000;

it(
  "serves although npm start calls what only a package of devDependencies has, and that listens on localhost by itself",
  { timeout },
  async () => {
    const on = inject("server");
    using work = await workTree(on, "try-dev-start", null);
    work.write("package.json", '{ "scripts": { "start": "sirv public" }, "devDependencies": { "sirv-cli": "3.0.1" } }\n');
    work.write("public/index.html", "Hello from Sirv\n");
    await work.commit("As for another platform");
    const pushed = await work.push();
    expect(pushed.said).toContain("Live: ");
    expect(pushed.said).toContain("with devDependencies (move what has sirv to dependencies");
    expect(await visit(on, "try-dev-start")).toMatchObject({ status: 200, text: expect.stringContaining("Hello from Sirv") });
  },
);

it("starts packages that import pkg_resources without saying that they need a setuptools of before", { timeout }, async () => {
  const on = inject("server");
  using work = await workTree(on, "try-resources", null);
  work.write("requirements.txt", "flask==3.1.0\ngunicorn==20.1.0\n");
  work.write(
    "app.py",
    'from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get("/")\ndef hello():\n    return "Hello from before"\n',
  );
  await work.commit("As it was in 2021");
  const pushed = await work.push();
  expect(pushed.said).toContain("Live: ");
  expect(await visit(on, "try-resources")).toMatchObject({ status: 200, text: "Hello from before" });
});

// Its own node-gyp would fetch headers, and asks for Python's distutils.
it("compiles a module of C++ by the node-gyp that the application brings along", { timeout }, async () => {
  const on = inject("server");
  using work = await workTree(on, "try-compiled", null);
  work.write("package.json", '{ "dependencies": { "fs-ext": "2.1.1", "node-gyp": "9.4.1" } }\n');
  work.write(
    "server.js",
    `const { constants, flockSync } = require("fs-ext");
const { openSync } = require("node:fs");
flockSync(openSync("/tmp/lock", "w"), "ex");
require("node:http").createServer((_, response) => response.end(\`Hello from C++, \${constants.LOCK_EX}\`)).listen(process.env.PORT);
`,
  );
  await work.commit("With a compiled module");
  const pushed = await work.push();
  expect(pushed.said).toContain("Live: ");
  expect(await visit(on, "try-compiled")).toMatchObject({ status: 200, text: "Hello from C++, 2" });
});
