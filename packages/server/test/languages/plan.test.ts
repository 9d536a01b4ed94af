import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { BuildPlan } from "../../src/core/languages/build-plan.ts";
import { parseLanguage } from "../../src/core/languages/parse-language.ts";
import { planBuild, type PlanWish } from "../../src/core/languages/plan.ts";
import { shippedLanguages as languages } from "../fixtures/shipped-languages.ts";

function plan(files: Record<string, string>, wish: PlanWish = {}) {
  const source = { files: Object.keys(files), read: async (path: string) => files[path] ?? null };
  return planBuild(source, languages, wish, "2026-11-21");
}

async function planned(files: Record<string, string>, wish: PlanWish = {}): Promise<BuildPlan> {
  const result = await plan(files, wish);
  if (result.kind === "refused") throw new Error([result.reason, ...result.why].join("\n"));
  return result.plan;
}

const flask = {
  "requirements.txt": "flask\n",
  "app.py": "from flask import Flask\napp = Flask(__name__)\n",
};

test("plans a Flask app with gunicorn on the newest Python", async () => {
  const result = await planned(flask);
  expect(result.languages).toEqual([{ id: "python", name: "Python", version: "3.13", because: "requirements.txt" }]);
  expect(result.base).toBe("debian-13");
  expect(result.packages.run).toEqual(["python3"]);
  expect(result.processes).toEqual([{ name: "web", command: "gunicorn --bind 0.0.0.0:$PORT app:app", because: "app.py" }]);
  expect(result.steps).toEqual(["dependencies"]);
  expect(result.warnings).toEqual([]);
});

test.each([
  ["FastAPI", { "main.py": "import fastapi\napi = fastapi.FastAPI()\n" }, "uvicorn --host 0.0.0.0 --port $PORT main:api"],
  ["a typed variable", { "wsgi.py": "application: Flask = Flask(__name__)\n" }, "gunicorn --bind 0.0.0.0:$PORT wsgi:application"],
  ["a factory", { "app.py": "def create_app():\n" }, "gunicorn --bind 0.0.0.0:$PORT 'app:create_app()'"],
  [
    "Django",
    {
      "manage.py": "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'mysite.settings')\r\n",
      "app.py": "app = Flask(1)",
    },
    "gunicorn --bind 0.0.0.0:$PORT mysite.wsgi:application",
  ],
  [
    "Django whose manage.py works out its settings",
    { "manage.py": "name = x\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', name)\n", "quick/wsgi.py": "", "quick/settings.py": "" },
    "gunicorn --bind 0.0.0.0:$PORT quick.wsgi:application",
  ],
  ["FastAPI in a package", { "app/main.py": "app = FastAPI()\n" }, "uvicorn --host 0.0.0.0 --port $PORT app.main:app"],
  ["a package's own app", { "app/__init__.py": "app = Flask(__name__)\n" }, "gunicorn --bind 0.0.0.0:$PORT app:app"],
  ["Quart", { "app.py": "app = Quart(__name__)\n" }, "hypercorn --bind 0.0.0.0:$PORT app:app"],
  [
    "aiohttp",
    { "main.py": "app = web.Application()\n" },
    "gunicorn --bind 0.0.0.0:$PORT --worker-class aiohttp.GunicornWebWorker main:app",
  ],
  ["Dash", { "app.py": "app = Dash(__name__)\nserver = app.server\n" }, "gunicorn --bind 0.0.0.0:$PORT app:server"],
  [
    "Streamlit",
    { "app.py": "import streamlit as st\n" },
    "streamlit run app.py --server.address 0.0.0.0 --server.port $PORT --server.headless true --browser.gatherUsageStats false",
  ],
  [
    "uWSGI's own file",
    { "uwsgi.ini": "[uwsgi]\nmodule = a:b\n", "app.py": "app = Flask(1)" },
    'uwsgi --http-socket 0.0.0.0:$PORT --master --die-on-term --virtualenv "$VIRTUAL_ENV" --ini uwsgi.ini',
  ],
  [
    "a tool as on Toolforge",
    { "www/python/src/app.py": "import x\n" },
    'uwsgi --http-socket 0.0.0.0:$PORT --master --die-on-term --virtualenv "$VIRTUAL_ENV" --chdir www/python/src --wsgi-file app.py --callable app --workers 4',
  ],
])("finds the start command of %s", async (_, files, command) => {
  const result = await planned({ "requirements.txt": "", ...(files as Record<string, string>) });
  expect(result.processes[0]?.command).toBe(command);
});

test("who pins packages that came before the newest Python, and says nothing, gets the one before it", async () => {
  const old = await planned({ "requirements.txt": "flask==3.0.0\npsycopg2-binary==2.9.6\n" });
  expect(old).toMatchObject({ base: "debian-12", languages: [{ version: "3.11", because: "requirements.txt" }] });
  expect(old.warnings[0]).toBe(
    "requirements.txt has psycopg2-binary==2.9.6, which came before the newest Python: built with 3.11. To be told no more, take a newer version of it, or say which Python you want.",
  );
  expect(old.packages.build).not.toContain("libpq-dev");
  const older = await planned({ "requirements.txt": "psycopg2-binary==2.9.3\n" });
  expect([older.packages.build.includes("libpq-dev"), older.packages.run.includes("libpq5")]).toEqual([true, true]);
  const said = await planned({ "requirements.txt": "psycopg2-binary==2.9.6\n", ".python-version": "3.13\n" });
  expect(said).toMatchObject({ base: "debian-13", languages: [{ version: "3.13" }] });
});

test.each([
  [
    "SvelteKit on Node",
    { "package.json": '{"scripts":{"build":"vite build"},"devDependencies":{"@sveltejs/adapter-node":"5"}}' },
    "node build/index.js",
  ],
  ["a web server in src", { "package.json": '{"dependencies":{"express":"5"}}', "src/index.js": "" }, "node src/index.js"],
  ["Rocket", { "Cargo.toml": '[package]\nname = "hello"\n[dependencies]\nrocket = "0.5"\n', "src/main.rs": "" }, "ROCKET_PORT=$PORT hello"],
])("finds how %s is started", async (_, files, command) => {
  expect((await planned(files as Record<string, string>)).processes[0]?.command).toBe(command);
});

test.each([
  [{ ".python-version": "3.11.4\n" }, "3.11", "debian-12"],
  [{ "runtime.txt": "python-3.11.9" }, "3.11", "debian-12"],
  [{ "service.template": "backend: x\ntype: python3.11\n" }, "3.11", "debian-12"],
  [{ "pyproject.toml": '[project]\nrequires-python = ">=3.9,<3.13"\n' }, "3.11", "debian-12"],
  [{ "pyproject.toml": '[project]\nrequires-python = ">=3.9"\n' }, "3.13", "debian-13"],
  [{ ".python-version": "3\n" }, "3.13", "debian-13"],
  [{ ".tool-versions": "nodejs 20.1.0\npython 3.11.4\n" }, "3.11", "debian-12"],
  [{ Pipfile: '[requires]\npython_version = "3.11"\n' }, "3.11", "debian-12"],
  [{ "pyproject.toml": '[tool.poetry.dependencies]\npython = "~3.11"\n' }, "3.11", "debian-12"],
])("takes the version from %o", async (files, version, base) => {
  const result = await planned({ ...flask, ...(files as Record<string, string>) });
  expect([result.languages[0]?.version, result.base]).toEqual([version, base]);
});

test.each([
  [".python-version", "3.8", "3.11"],
  [".python-version", "3.14.2", "3.13"],
  ["service.template", "type: python3.7", "3.11"],
])("takes the nearest minor version of what %s asks for, %s, and says so", async (file, text, version) => {
  const result = await planned({ ...flask, [file]: text });
  expect(result.languages[0]?.version).toBe(version);
  expect(result.warnings.join("\n")).toMatch(
    new RegExp(`^${file} asks for Python .*, which is not offered: built with ${version}, the nearest\\. .* write ${version} there\\.$`),
  );
});

test.each([
  [
    "3.12",
    "uvloop==0.19.0\n",
    "3.11",
    /^\.python-version asks for Python 3\.12, which is not offered\. requirements\.txt has uvloop==0\.19\.0, which came before/,
  ],
  [">=3.9", "uvloop==0.19.0\n", "3.11", /^requirements\.txt has uvloop==0\.19\.0, which came before the newest Python: built with 3\.11/],
  ["3.13", "uvloop==0.19.0\n", "3.13", /^$/],
  [">=3.9", "uvloop==0.21.0\n", "3.13", /^$/],
])("lets old pins decide where a wish for Python %s leaves it open: %j", async (wish, requirements, version, said) => {
  const { languages: found, warnings } = await planned({ ...flask, ".python-version": `${wish}\n`, "requirements.txt": requirements });
  expect(found[0]?.version).toBe(version);
  expect(warnings.join("\n")).toMatch(said);
});

test.each([
  ["psycopg2==2.9.10\n", ["libpq-dev"], ["libpq5"]],
  ["flask\npsycopg >= 3.2\n", ["libpq-dev"], ["libpq5"]],
  ["mysqlclient\n", ["libmariadb-dev", "pkg-config"], ["libmariadb3"]],
  ["psycopg2-binary==2.9.10\nflask-mysqlclient-like\n", [], []],
])("adds the Debian packages that %j compiles with", async (text, build, run) => {
  const plain = await planned({ "requirements.txt": "flask\n", "app.py": flask["app.py"] });
  const { packages } = await planned({ "requirements.txt": text, "app.py": flask["app.py"] });
  expect(packages.build.filter((name) => !plain.packages.build.includes(name))).toEqual(build);
  expect(packages.run.filter((name) => !plain.packages.run.includes(name))).toEqual(run);
});

test("refuses another major version and lists those that are offered", async () => {
  expect(await plan({ ...flask, ".python-version": "2.7" })).toEqual({
    kind: "refused",
    reason: "Python 2.7 is not offered (.python-version asks for it)",
    why: ["python: .python-version asks for 2.7; offered are 3.13, 3.11.", "Change .python-version to one of these; the nearest is 3.11."],
  });
});

test("puts two languages on a base that both have", async () => {
  const result = await planned({ ...flask, "package.json": '{"engines":{"node":"18.x"}}' });
  expect(result.languages.map(({ id, version }) => `${id} ${version}`)).toEqual(["node 18", "python 3.11"]);
  expect(result.warnings).toEqual(["Node.js 18 gets no security fixes since 2026-06-10. Move to 20."]);
});

test("refuses versions that are on no common base", async () => {
  const result = await plan({
    ...flask,
    ".python-version": "3.13",
    "package.json": '{"engines":{"node":"^18"}}',
  });
  expect(result).toMatchObject({
    kind: "refused",
    why: [
      "node: package.json allows 18 on debian-12.",
      "python: .python-version allows 3.13 on debian-13.",
      "Choose versions that are on one base, or split the tool in two.",
    ],
  });
});

test("refuses a base on which the wished version is not", async () => {
  expect((await plan({ ...flask, ".python-version": "3.13" }, { base: "debian-12" })).kind).toBe("refused");
});

test("lets the Procfile decide, and tells its release line apart", async () => {
  const result = await planned({
    ...flask,
    Procfile: "release: python migrate.py\nweb: python app.py\nworker:  python w.py \n# x\n",
  });
  expect(result.languages.map(({ id }) => id)).toEqual(["python", "procfile"]);
  expect(result.processes).toEqual([
    { name: "web", command: "python app.py", because: "Procfile" },
    { name: "worker", command: "python w.py", because: "Procfile" },
  ]);
  expect(result.releaseCommand).toEqual({ name: "release", command: "python migrate.py", because: "Procfile" });
});

test("serves files only when no other language detects", async () => {
  expect((await planned({ "index.html": "" })).languages[0]?.id).toBe("static");
  expect((await planned({ "index.html": "", ...flask })).languages.map(({ id }) => id)).toEqual(["python"]);
});

test("says for each language why it is not, and what to do", async () => {
  const result = await plan({ "bot.py": "" });
  expect(result).toMatchObject({
    kind: "refused",
    reason: "no language was found in the source",
    why: expect.arrayContaining([
      "node: no package.json.",
      "python: no requirements.txt, no Pipfile, no setup.py, no pyproject.toml, no requirements/*.txt, no www/python/src/*.py. bot.py is there, but no requirements.txt: add one that lists the packages you import, one a line (flask, for example). It may be empty.",
      "static: no public/index.html, no index.html.",
    ]),
  });
  expect(result.kind === "refused" && result.why.at(-1)).toBe(
    "Add the file that your language needs, at the top of the repository, or a Procfile that says what to start.",
  );
});

test("says that an empty repository is empty", async () => {
  expect(await plan({})).toMatchObject({
    why: expect.arrayContaining(["The repository is empty: commit your files first."]),
  });
});

test("takes a language that the manifest names, whatever files are there, and says so", async () => {
  const result = await planned(flask, { languages: ["node"] });
  expect(result.languages).toMatchObject([{ id: "node", because: "sluice.yaml" }]);
  expect(result.variables).toMatchObject({ SLUICE_LANGUAGES: "node", SLUICE_NODE_VERSION: "20" });
  expect(result.warnings[0]).toBe("Node.js is taken because sluice.yaml names it: there is no package.json.");
});

test.each([
  ["2027-04-26", []],
  ["2027-04-27", ["Python 3.11 gets security fixes until 2027-10-24, 180 more days. Move to 3.13."]],
  ["2027-10-24", ["Python 3.11 gets no security fixes since 2027-10-24. Move to 3.13."]],
])("on %s says of a version's end of life %j", async (today, warnings) => {
  const files: Record<string, string> = { ...flask, ".python-version": "3.11" };
  const result = await planBuild({ files: Object.keys(files), read: async (path) => files[path] ?? null }, languages, {}, today);
  expect(result).toMatchObject({ plan: { warnings } });
});

test("refuses wished languages that are unknown", async () => {
  expect(await plan(flask, { languages: ["pyton"] })).toMatchObject({
    reason: 'language "pyton" is not known',
  });
});

test("merges the manifest's packages, sorted and without doubles", async () => {
  const result = await planned(flask, {
    packages: { build: ["libpq-dev", "python3-dev"], run: ["libpq5"] },
  });
  expect(result.packages.run).toEqual(["libpq5", "python3"]);
  expect(result.packages.build).toEqual([...new Set(result.packages.build)].toSorted());
});

test("refuses a package name that could be an option or a command", async () => {
  expect((await plan(flask, { packages: { run: ["--allow; rm"] } })).kind).toBe("refused");
});

test("warns when there is nothing to start, and says how to name it", async () => {
  const result = await planned({ "requirements.txt": "", "bot.py": "" });
  expect(result.processes).toEqual([]);
  expect(result.warnings[0]).toMatch(/No start command was found\. Looked at: .*manage\.py.*Procfile/);
});

test("goes on past a package.json that is not JSON", async () => {
  expect((await planned({ "package.json": "{,}" })).warnings[0]).toMatch(/^package\.json cannot be read/);
});

test.each([
  ["a linter's settings", { "pyproject.toml": "[tool.ruff]\n" }, false],
  ["a project", { "pyproject.toml": "[project]\n" }, true],
  ["Poetry before version 2", { "pyproject.toml": "[tool.poetry]\n" }, true],
  ["requirements in a folder", { "requirements/production.txt": "" }, true],
  ["an old package", { "setup.py": "" }, true],
])("takes %s for Python or not", async (_, files, python) => {
  const result = await planned({ "index.html": "", ...(files as Record<string, string>) });
  expect(result.languages.map(({ id }) => id).includes("python")).toBe(python);
});

test.each([
  ["{}", "20", "debian-13"],
  ['{ "engines": { "node": ">=22" } }', "24", "debian-13"],
  ['{ "engines": { "node": "22.x" } }', "22", "debian-13"],
  ['{ "engines": { "node": ">=18" }, "volta": { "node": "22.11.0" } }', "22", "debian-13"],
  ['{ "engines": { "node": "^18.12" } }', "18", "debian-12"],
])("takes the Node.js of package.json %s", async (text, version, base) => {
  const result = await planned({ "package.json": `${text}\n`, "server.js": "" });
  expect(result.languages[0]?.version).toBe(version);
  expect(result.base).toBe(base);
});

test.each([
  ['{ "scripts": { "start": "next start" } }', {}, "npm start", ["runtime", "dependencies"]],
  ['{ "scripts": { "start": "nest start", "start:prod": "node dist/main" } }', {}, "npm run start:prod", ["runtime", "dependencies"]],
  [
    '{ "scripts": { "build": "nuxt build" } }',
    { "nuxt.config.ts": "" },
    "node .output/server/index.mjs",
    ["runtime", "dependencies", "build"],
  ],
  ["{}", { "app.js": "" }, "node app.js", ["runtime", "dependencies"]],
])("starts %s", async (text, files, command, steps) => {
  const result = await planned({ "package.json": `${text}\n`, ...(files as Record<string, string>) });
  expect(result.processes.map((process) => process.command)).toEqual([command]);
  expect(result.steps).toEqual(steps);
});

test("the language of the guide is one", () => {
  const page = readFileSync(new URL("../../../../docs/guide/languages.md", import.meta.url), "utf8");
  const examples = Array.from(page.matchAll(/^```yaml\n([^]*?)^```$/gm), ([, text]) => text ?? "");
  expect(examples.map((text) => parseLanguage(text, "guide.yaml").id)).toEqual(["lua"]);
});

const viteFile = JSON.stringify({ scripts: { dev: "vite", build: "vite build" }, devDependencies: { vite: "6" } });

test.each([
  ["a site of Hugo", { "hugo.toml": "", "package.json": "{}", "public/index.html": "" }, ["static", "hugo"]],
  ["documentation of MkDocs", { "mkdocs.yml": "", "requirements.txt": "mkdocs\n" }, ["static", "mkdocs"]],
  ["an app with documentation", { "mkdocs.yml": "", "requirements.txt": "", "app.py": "app = Flask(__name__)" }, ["python"]],
  ["documentation of Sphinx", { "docs/conf.py": 'project = "x"\n', "setup.py": "" }, ["static", "sphinx"]],
  ["a site made with Vite", { "package.json": viteFile, "index.html": "" }, ["static", "vite"]],
  ["a site made with gulp", { "package.json": viteFile.replace("vite build", "gulp build") }, ["static", "vite"]],
  ["PHP with assets made by Vite", { "package.json": viteFile, "public/index.php": "" }, ["node", "php"]],
  ["a server with assets made by Vite", { "package.json": viteFile, "server.js": "" }, ["node"]],
  ["a site whose server is named", { "package.json": viteFile.replace('"dev":"vite"', '"start":"node run.js"') }, ["node"]],
  ["a site of Jekyll", { "_config.yml": "title: x\n", Gemfile: 'gem "jekyll"\n', "index.md": "" }, ["static", "jekyll"]],
  ["a Go app", { "go.mod": "module x\n", "main.go": "package main\n" }, ["go"]],
])("takes %s for what it is", async (_, files, ids) => {
  const result = await planned({ ...files });
  expect(result.languages.map(({ id }) => id)).toEqual(ids);
  expect(result.warnings).toEqual([]);
  expect(result.slim).toBe(ids.includes("go") ? "static" : null);
});

test.each([
  [{ "main.go": "package main\n", "cmd/worker/run.go": "package main\n" }, ["web: main", "worker: worker"]],
  [{ "cmd/tool/main.go": "package main\n", "cmd/server/x.go": "package main\n" }, ["web: server"]],
  [{ "lib.go": "package lib\n", "cmd/one/main.go": "package main\n" }, ["web: one"]],
  [{ "src/x/main.go": "package main\n" }, ["web: x"]],
])("finds the Go programs of %j", async (files, processes) => {
  const result = await planned({ "go.mod": "module x\n", ...files });
  expect(result.processes.map(({ name, command }) => `${name}: ${command}`)).toEqual(processes);
});
