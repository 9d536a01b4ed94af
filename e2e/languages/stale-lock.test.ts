import { expect, inject, it } from "vitest";
import { sluice } from "../docker/command.ts";
import { visit } from "../docker/page.ts";
import { workTree } from "../docker/work-tree.ts";

/** First builds fetch a toolchain: generous, for a loaded machine. */
const timeout = 20 * 60_000;

const manifest = (ms: string): string =>
  `${JSON.stringify({ name: "stale", version: "1.0.0", dependencies: { inherits: "^2.0.3", ms } })}\n`;
const packages = {
  "": { name: "stale", version: "1.0.0", dependencies: { inherits: "^2.0.3", ms: "2.1.2" } },
  "node_modules/inherits": { version: "2.0.3" },
  "node_modules/ms": { version: "2.1.2" },
};
/** Yarn takes no version from a row that says no address, and here none does. */
const locks: Readonly<Record<string, readonly [file: string, text: string, serves: RegExp]>> = {
  npm: [
    "package-lock.json",
    `${JSON.stringify({ name: "stale", version: "1.0.0", lockfileVersion: 3, requires: true, packages })}\n`,
    /^inherits 2\.0\.3, ms 2\.1\.3$/,
  ],
  yarn: [
    "yarn.lock",
    '# yarn lockfile v1\n\n\ninherits@^2.0.3:\n  version "2.0.3"\n\nms@2.1.2:\n  version "2.1.2"\n',
    /^inherits 2\.0\.\d, ms 2\.1\.3$/,
  ],
};

it.each(Object.entries(locks))(
  "%s installs what package.json asks for and of a lock file of yesterday what fits, and says so, until it must not",
  { timeout },
  async (manager, [lock, text, serves]) => {
    const on = inject("server");
    const tool = `try-stale-${manager}`;
    using work = await workTree(on, tool, null);
    work.write("package.json", manifest("2.1.3"));
    work.write(lock, text);
    work.write(
      "server.js",
      `const versions = ["inherits", "ms"].map((name) => \`\${name} \${require(\`\${name}/package.json\`).version}\`);
require("node:http").createServer((_, response) => response.end(versions.join(", "))).listen(process.env.PORT);
`,
    );
    await work.commit("A new version in package.json alone");
    const pushed = await work.push();
    expect(pushed.said).toContain("Live: ");
    expect(pushed.said).toContain(`from package.json, which ${lock} does not fit (install and commit ${lock}`);
    expect(await visit(on, tool)).toMatchObject({ status: 200, text: expect.stringMatching(serves) });

    expect(await sluice(on, work.directory, ["env", "set", "--build", "FROZEN_LOCKFILE=1", "-t", tool])).toMatchObject({ exit: 0 });
    work.write("package.json", manifest("2.1.1"));
    await work.commit("Another version in package.json alone");
    const refused = await work.push();
    expect(refused.said).toContain(`${lock} does not fit package.json`);
    expect(refused.said).toContain("build failed: your code");
    expect(refused.code).not.toBe(0);
  },
);
