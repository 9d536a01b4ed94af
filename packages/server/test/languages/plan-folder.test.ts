import { noDockerfiles } from "../../src/core/dockerfiles/plan-dockerfile.ts";
import { expect, test } from "vitest";
import { describePlan, planFiles } from "../../src/core/builds/plan-source.ts";
import { shippedLanguages as languages } from "../fixtures/shipped-languages.ts";

const monorepo = {
  "README.md": "Two services\n",
  "docs/notes.txt": "none\n",
  "services/api/requirements.txt": "flask\n",
  "services/api/app.py": "from flask import Flask\napp = Flask(__name__)\n",
  "services/api/Aptfile": "jq\n",
  "services/api/examples/package.json": "{}\n",
  "services/page/package.json": '{ "scripts": { "start": "node server.js" } }\n',
  "services/page/server.js": "\n",
};

function plan(files: Readonly<Record<string, string>>) {
  const read = async (path: string): Promise<string | null> => files[path] ?? null;
  return planFiles({ files: Object.keys(files), read }, { languages, dockerfiles: noDockerfiles, today: "2026-11-21" });
}

test("a folder that the manifest names is planned as if it were all", async () => {
  const planned = await plan({ ...monorepo, "sluice.yaml": "directory: services/api\n" });
  if (planned.kind === "refused") throw new Error(planned.why.join("\n"));
  expect(planned.plan.folder).toBe("services/api");
  expect(planned.plan.packages.run).toContain("jq");
  expect(describePlan(planned)).toBe(
    "Found in services/api python 3.13 (requirements.txt), web process: gunicorn --bind 0.0.0.0:$PORT app:app (app.py)",
  );
});

test("without it, the folders that could be built are named", async () => {
  const planned = await plan(monorepo);
  expect(planned).toMatchObject({ kind: "refused", reason: "no language was found in the source" });
  if (planned.kind === "planned") return;
  expect(planned.why.at(-1)).toBe(
    'services/api (or services/page) could be built: add sluice.yaml at the top with the line "directory: services/api".',
  );
});

test.each([
  ["services/apo", "directory: there is no folder services/apo in this commit. Is it services/api?"],
  ["README.md", "directory: there is no folder README.md in this commit. It is a file: name its folder."],
  ["nothing/like/that", "directory: there is no folder nothing/like/that in this commit."],
])("a folder that is not there is refused: %s", async (directory, why) => {
  const reason = "sluice.yaml names a folder that is not there";
  expect(await plan({ ...monorepo, "sluice.yaml": `directory: ${directory}\n` })).toEqual({ kind: "refused", reason, why: [why] });
});

test.each(["..", "../other", "services/../..", "/etc", "services//api", "services/", ".", "./services", "services/api/."])(
  "a path that is no folder from the top is refused: %s",
  async (directory) => {
    expect(await plan({ ...monorepo, "sluice.yaml": `directory: ${JSON.stringify(directory)}\n` })).toMatchObject({
      kind: "refused",
      reason: "sluice.yaml is wrong",
      why: [expect.stringMatching(/^sluice\.yaml line 1: directory: .*must be a folder's path from the top/)],
    });
  },
);
