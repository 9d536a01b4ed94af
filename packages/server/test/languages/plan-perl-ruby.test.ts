import { expect, test } from "vitest";
import { planOf } from "../fixtures/shipped-languages.ts";

test.each([
  ["perl", { "app.psgi": "" }, "starman --listen 0.0.0.0:$PORT --preload-app app.psgi"],
  ["perl", { cpanfile: "", "bin/app.psgi": "" }, "starman --listen 0.0.0.0:$PORT --preload-app bin/app.psgi"],
  [
    "perl",
    { "hello.pl": "use strict;\nuse Mojolicious::Lite -signatures;\n" },
    "perl hello.pl prefork -p -m ${MOJO_MODE:-production} -l http://0.0.0.0:$PORT",
  ],
  [
    "perl",
    { cpanfile: "", "script/my_app": "Mojolicious::Commands->start_app('MyApp');\n" },
    "perl script/my_app prefork -p -m ${MOJO_MODE:-production} -l http://0.0.0.0:$PORT",
  ],
  ["perl", { "app.pl": "use Dancer2;\n" }, "starman --listen 0.0.0.0:$PORT app.pl"],
  ["ruby", { "config.ru": "" }, "puma --bind tcp://0.0.0.0:$PORT"],
  [
    "ruby",
    { "config.ru": "", Gemfile: 'gem "rails"\n', "Gemfile.lock": "    puma (6.6.0)\n" },
    "bundle exec puma --bind tcp://0.0.0.0:$PORT",
  ],
  ["ruby", { "config.ru": "", Gemfile: "gem 'unicorn'\n" }, "bundle exec unicorn --listen 0.0.0.0:$PORT"],
  ["ruby", { "app.rb": "require 'sinatra'\n", Gemfile: "" }, "bundle exec ruby app.rb -o 0.0.0.0 -p $PORT"],
  ["cgi", { "cgi-bin/hello.pl": "#!/usr/bin/perl\n" }, "cgi-web"],
  ["cgi", { "index.sh": "#!/bin/bash\n" }, "cgi-web index.sh"],
] as const)("finds how a %s app starts: %j", async (id, files, command) => {
  const { languages: found, processes } = await planOf(files);
  expect(found.map((one) => one.id)).toEqual([id]);
  expect(processes.map((one) => one.command)).toEqual([command]);
});

test("takes a Perl that is as new as the cpanfile asks for", async () => {
  const { languages: found } = await planOf({ cpanfile: "requires 'perl', '5.36.0';\n" });
  expect(found[0]?.version).toBe("5.40");
});

test.each([
  [{ ".ruby-version": "ruby-3.1.2\n" }, "3.1"],
  [{ Gemfile: 'ruby "~> 3.2"\n' }, "3.3"],
  [{ Gemfile: "ruby file: '.ruby-version'\n", ".ruby-version": "3.1\n" }, "3.1"],
] as const)("takes the version of Ruby from %j", async (files, version) => {
  const { languages: found } = await planOf({ "config.ru": "", ...files });
  expect(found[0]?.version).toBe(version);
});

test("installs the modules that Debian has, and not those that it has not", async () => {
  const { packages } = await planOf({ cpanfile: "requires 'DBD::mysql';\nrequires \"CGI\";\nrequires 'Acme::Own';\n" });
  expect(packages.run).toEqual(["libcgi-pm-perl", "libdbd-mysql-perl", "perl", "starman"]);
});

test("has what gems in C are compiled against at build, and only what they load at run", async () => {
  const { packages } = await planOf({ Gemfile: "gem 'mysql2'\n", "Gemfile.lock": "    mysql2 (0.5.6)\n    pg (1.5.9)\n" });
  expect(packages.build).toEqual(expect.arrayContaining(["libmariadb-dev", "libpq-dev"]));
  expect(packages.run).toEqual(expect.arrayContaining(["libmariadb3", "libpq5"]));
  expect(packages.run.filter((name) => name.endsWith("-dev"))).toEqual([]);
});

test("has the interpreters that the first lines of CGI scripts name, and no others", async () => {
  const { packages } = await planOf({ "cgi-bin/a": "#!/usr/bin/env tclsh\n", "cgi-bin/b.py": "#!/usr/bin/python3\nimport perl\n" });
  expect(packages.run).toEqual(["lighttpd", "python3", "tcl", "tcllib"]);
});
