import { expect, test } from "vitest";
import { explain, languagesOf } from "../../src/core/languages/explain.ts";
import { shippedLanguages as languages } from "../fixtures/shipped-languages.ts";

test.each([
  ["      Error: pg_config executable not found.\n", /psycopg2-binary/],
  ["      ./psycopg/psycopg.h:31:10: fatal error: libpq-fe.h: No such file or directory\n", /psycopg2-binary[^]*libpq-dev/],
  [
    "      src/greenlet/greenlet.cpp:10:1: error: 'CFrame' does not name a type\n  ERROR: Failed building wheel for greenlet\n",
    /^greenlet does not compile with the Python that builds[^]*newer greenlet[^]*\.python-version/,
  ],
  ["ERROR: No matching distribution found for flsk==9\n", /asks for flsk==9, which does not exist/],
  ["ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'base.txt'\n", /base\.txt is not in the repository/],
  [
    "  File \"/workspace/app.py\", line 3\n    def x(\n         ^\nSyntaxError: '(' was never closed\n",
    /app\.py, line 3: SyntaxError: '\(' was/,
  ],
  [
    '  File "/usr/lib/python3.13/importlib/__init__.py", line 88, in import_module\n    return _bootstrap._gcd_import(name)\n  File "/workspace/app.py", line 8\n    return "a" b"\n               ^\nSyntaxError: invalid syntax\n',
    /Python cannot read \/workspace\/app\.py, line 8: SyntaxError: invalid syntax/,
  ],
  ["ModuleNotFoundError: No module named 'requests'\n", /"requests" is not installed/],
  ["ModuleNotFoundError: No module named 'pkg_resources'\n", /setuptools/],
  [
    "npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.\n",
    /run "npm install" and commit/,
  ],
  ["Error: Cannot find module 'express'\nRequire stack:\n", /npm install express/],
  ["npm error code ETARGET\nnpm error notarget No matching version found for ms@99.\n", /no ms@99/],
  ["bash: line 1: gunicorn: command not found\n", /add a line "gunicorn"/],
  ["bash: line 1: ./bin/serve: No such file or directory\n", /start command bin\/serve is not there[^]*Procfile/],
  [
    "Exception: Can not find valid pkg-config name.\nSpecify MYSQLCLIENT_CFLAGS and MYSQLCLIENT_LDFLAGS env vars manually\n",
    /mysqlclient needs the MariaDB headers[^]*pymysql/,
  ],
  [
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate in certificate chain (_ssl.c:1028)'))': /simple/flask/\nERROR: No matching distribution found for flask\n",
    /^A certificate was not trusted.*bundle\.$/,
  ],
  [
    "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError('<Connection>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/flask/\nERROR: No matching distribution found for flask\n",
    /^pip could not reach the package registry\. That is not your code/,
  ],

  [
    '  File "/layers/x/site-packages/starlette/templating.py", line 148, in TemplateResponse\n  File "/x/jinja2/utils.py", line 515\nTypeError: unhashable type: \'dict\'\n',
    /Starlette takes the request first/,
  ],
  ["ModuleNotFoundError: No module named 'distutils'\n", /^distutils is gone/],
  ["src/_cffi_backend.c:15:10: fatal error: ffi.h: No such file or directory\n", /header ffi\.h/],
  ["ImportError: cannot import name 'url_quote' from 'werkzeug.urls' (/layers/x)\n", /werkzeug\.urls has no url_quote/],
  ["python3: can't open file '/workspace/bot.py': [Errno 2] No such file or directory\n", /names the file bot\.py, which is not there/],
  ["[ERROR] Worker (pid:7) was sent SIGKILL! Perhaps out of memory?\n", /start fewer workers/],
  [
    "npm error code ERESOLVE\nnpm error ERESOLVE could not resolve\nnpm error While resolving: react-dom@18.0.0\n",
    /Two packages want different versions/,
  ],
  ["npm error code SELF_SIGNED_CERT_IN_CHAIN\nnpm error errno SELF_SIGNED_CERT_IN_CHAIN\n", /certificate was not trusted/],
  ["npm error code UNABLE_TO_VERIFY_LEAF_SIGNATURE\n", /certificate was not trusted/],
  ["npm error code EAI_AGAIN\nnpm error syscall getaddrinfo\n", /could not reach the package registry \(EAI_AGAIN\)/],
  ["Error: listen EACCES: permission denied 0.0.0.0:80\n    at Server.setupListenHandle\n", /Port 80 is not for programs without root/],
  ["FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n", /ran out of memory/],
])("explains %j", (log, advice) => {
  expect(explain(languages, log).join("\n")).toMatch(advice);
});

test("is silent about a log that it does not know, and says each advice once", () => {
  expect(explain(languages, "all is well\n")).toEqual([]);
  expect(explain(languages, "pg_config executable not found\npg_config executable not found\n")).toHaveLength(1);
});

test("only the languages of an image explain what it printed, and all when nobody knows them", () => {
  const ids = (buildpacks: readonly string[]): readonly string[] => languagesOf(languages, buildpacks).map(({ id }) => id);
  expect(ids(["sluice/python", "sluice/procfile"]).toSorted()).toEqual(["procfile", "python"]);
  expect(ids([])).toHaveLength(languages.length);
  expect(ids(["somebody/else"])).toHaveLength(languages.length);
});
