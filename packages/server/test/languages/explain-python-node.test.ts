import { expect, test } from "vitest";
import { adviceOn } from "../fixtures/advice-on.ts";

/** What the tools printed, shortened. */
test.each([
  [
    "a package of before Python 3.10",
    `  File "/workspace/app.py", line 1, in <module>
  File "/layers/x/lib/python3.11/site-packages/flask_sqlalchemy/__init__.py", line 16, in <module>
    import sqlalchemy
  File "/layers/x/lib/python3.11/site-packages/sqlalchemy/sql/base.py", line 49, in <module>
    class _DialectArgView(collections.MutableMapping):
AttributeError: module 'collections' has no attribute 'MutableMapping'
`,
    /^sqlalchemy is from before Python 3\.10 \(it looks for collections\.MutableMapping\)/,
  ],
  [
    "a package of before Python 3.10 that imports by name",
    `  File "/layers/x/lib/python3.11/site-packages/jinja2/sandbox.py", line 16, in <module>
    from collections import Mapping
ImportError: cannot import name 'Mapping' from 'collections' (/usr/lib/python3.11/collections/__init__.py)
`,
    /^jinja2 is from before Python 3\.10 \(it looks for collections\.Mapping\)/,
  ],
  [
    "Poetry's lock file of yesterday",
    "pyproject.toml changed significantly since poetry.lock was last generated. Run `poetry lock` to fix the lock file.\n",
    /run "poetry lock"[^]*take the last change/,
  ],
  [
    "uv's lock file of yesterday",
    "Resolved 9 packages in 397ms\nerror: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.\n\nhint: To update the lockfile, run `uv lock`.\n",
    /run "uv lock"[^]*take the last change/,
  ],
  [
    "Pipenv's lock file of yesterday",
    "Your Pipfile.lock \n(623244b701f3478c6095443b10b89c47ba7a1e800d7cad4bb2172e29c3701d19) is out of \ndate. Expected: \n(86eb4ae3c93e859d37f5199d2af2bb450966756fb0127d64aab6c0e586c1beb2).\n",
    /run "pipenv lock"[^]*take the last change/,
  ],
  [
    "a package of a repository that is out of reach",
    "  Cloning https://forge.example.org/a/b to /tmp/pip-install-1/b\n  fatal: unable to access 'https://forge.example.org/a/b/': Could not resolve host: forge.example.org\n",
    /^https:\/\/forge\.example\.org\/a\/b\/ could not be fetched, as forge\.example\.org is not reachable[^]*released version/,
  ],
  [
    "another Python",
    "ERROR: Package 'a' requires a different Python: 3.13.5 not in '>=3.14'\n",
    /another Python \(>=3\.14\) than the one that builds \(3\.13\.5\)[^]*\.python-version/,
  ],
  [
    "another Python for uv",
    "error: The requested interpreter resolved to Python 3.11.2, which is incompatible with the project's Python requirement: `>=3.14` (from workspace member `hello-uv`'s `project.requires-python`).\n",
    /another Python \(>=3\.14\) than the one that builds \(3\.11\.2\)/,
  ],
  [
    "folders of which none is the package",
    "      error: Multiple top-level packages discovered in a flat-layout: ['v', 'one', 'two'].\n",
    /which of the folders 'v', 'one', 'two' is your package/,
  ],
  [
    "a secret that the build does not see",
    '  File "/workspace/hello/settings.py", line 5, in <module>\n    SECRET_KEY = os.environ["SECRET_KEY"]\n  File "<frozen os>", line 679, in __getitem__\nKeyError: \'SECRET_KEY\'\n',
    /sluice env set SECRET_KEY=… [^]*os\.environ\.get\("SECRET_KEY", …\)/,
  ],
  [
    "a name that Django does not know",
    "Invalid HTTP_HOST header: 'my-tool.example.org'. You may need to add 'my-tool.example.org' to ALLOWED_HOSTS.\nBad Request: /\n",
    /does not answer to the name my-tool\.example\.org[^]*ALLOWED_HOSTS = \["\*"\]/,
  ],
  [
    "no place for static files",
    "django.core.exceptions.ImproperlyConfigured: You're using the staticfiles app without having set the STATIC_ROOT setting to a filesystem path.\n",
    /STATIC_ROOT = BASE_DIR/,
  ],
])("explains %s", (_, log, advice) => {
  expect(adviceOn("python", log).join("\n")).toMatch(advice);
});

test.each([
  [
    "pnpm's lock file of yesterday",
    ' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up to date with <ROOT>/package.json\n',
    /run "pnpm install"[^]*take the last change/,
  ],
  [
    "Yarn's lock file of yesterday",
    "[1/4] Resolving packages...\nerror Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.\n",
    /run "yarn install"/,
  ],
  [
    "the same of Yarn 4",
    "➤ YN0028: │ +  version: 2.1.2\n➤ YN0028: │ The lockfile would have been modified by this install, which is explicitly forbidden.\n",
    /run "yarn install"/,
  ],
  [
    "a package that changed, npm",
    "npm error code EINTEGRITY\nnpm error Integrity checksum failed when using sha512: wanted sha512-7Flz== but got sha512-6Flz==.\n",
    /not the one whose hash stands in the lock file\. Either/,
  ],
  [
    "a package that changed, Yarn 4",
    "➤ YN0018: │ ms@npm:2.1.3: The remote archive doesn't match the expected checksum\n",
    /make the lock file again[^]*find out why/,
  ],
  [
    "another Node.js for Yarn",
    'error hello-yarn@1.0.0: The engine "node" is incompatible with this module. Expected version ">=30". Got "24.21.0"\n',
    /wants Node\.js >=30, and 24\.21\.0 builds/,
  ],
  [
    "another Node.js for pnpm",
    ' ERR_PNPM_UNSUPPORTED_ENGINE  Unsupported environment (bad pnpm and/or Node.js version)\n\nYour Node version is incompatible with "/workspace".\n\nExpected version: >=30\nGot: v24.21.0\n',
    /wants Node\.js >=30, and v24\.21\.0 builds/,
  ],
  ["a script that is not there", 'npm error Missing script: "compile"\n', /no script "compile"[^]*under "scripts"/],
  [
    "a tool of postinstall that is for developers",
    "> patch-package\n\nsh: 1: patch-package: not found\nnpm error code 127\n",
    /"patch-package" is not installed[^]*from devDependencies to dependencies/,
  ],
  ["a tool of the start command that is for developers", "bash: line 1: tsx: command not found\n", /"tsx" is not installed/],
  [
    "require in a module",
    "ReferenceError: require is not defined in ES module scope, you can use import instead\n",
    /"type": "module" out of package\.json/,
  ],
  ["webpack 4", "Error: error:0308010C:digital envelope routines::unsupported\n", /--openssl-legacy-provider/],
])("explains %s", (_, log, advice) => {
  expect(adviceOn("node", log).join("\n")).toMatch(advice);
});
