import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flaskApp } from "./flask-app.ts";
import { install, type Installation } from "./installation.ts";
import { visit } from "./page.ts";
import { workTree, type WorkTree } from "./work-tree.ts";

describe("a broken app", () => {
  let on: Installation;
  let work: WorkTree;
  beforeAll(async () => {
    on = await install({ flags: ["--deploy-seconds", "20"] });
    work = await workTree(on, "mine", "python-flask");
    work.write("app.py", flaskApp("the good one"));
    await work.commit("Good");
    const { code, said } = await work.push();
    expect(code, said).toBe(0);
  });
  afterAll(async () => {
    work?.[Symbol.dispose]();
    await on?.[Symbol.asyncDispose]();
  });

  /** What the pusher of these files, over the good ones, hears each time. */
  async function pushBroken(files: Readonly<Record<string, string>>, times = 1): Promise<readonly string[]> {
    for (const [path, text] of Object.entries(files)) work.write(path, text);
    await work.commit("Bad");
    const heard: string[] = [];
    for (let n = 0; n < times; n += 1) {
      const { code, said } = await work.push();
      expect(code).not.toBe(0);
      expect(said).toContain("[remote rejected] main -> main");
      expect(said.match(/v1 keeps serving/g)).toHaveLength(1);
      expect((await visit(on, "mine")).text).toBe("the good one");
      heard.push(said);
    }
    await work.undo();
    return heard;
  }

  it("that crashes at start leaves the old release serving and shows its last lines; the commit can be pushed again", async () => {
    const heard = await pushBroken({ "app.py": `${flaskApp("never seen")}\nraise RuntimeError("no database here")\n` }, 2);
    for (const said of heard) {
      expect(said).toContain("no database here");
      expect(said).toMatch(/ended with exit code 3/);
    }
  });

  it("that listens on the wrong port hears where it listens", async () => {
    const [said] = await pushBroken({ Procfile: "web: python3 -m http.server 5555 --bind 127.0.0.1\n" });
    expect(said).toMatch(/not healthy after .* s/);
    expect(said).toContain("127.0.0.1:5555");
    expect(said).toContain("$PORT");
  });

  it("with a syntax error sees the line", async () => {
    const [said] = await pushBroken({ "app.py": "from flask import Flask\napp = Flask(__name__\n" });
    expect(said).toMatch(/SyntaxError/);
  });

  it("with a requirement that does not exist hears which", async () => {
    const [said] = await pushBroken({ "requirements.txt": "flask\nsluice-no-such-package-here==9.9.9\n" });
    expect(said).toContain("sluice-no-such-package-here");
    expect(said).toMatch(/your code/);
  });

  it("in which nothing is detected hears what was looked for", async () => {
    using empty = await workTree(on, "nothing", null);
    empty.write("notes.txt", "nothing to run\n");
    await empty.commit("Notes");
    const { code, said } = await empty.push();
    expect(code).not.toBe(0);
    expect(said).toContain("requirements.txt");
    expect(said).toContain("package.json");
  });
});
