import { expect, test } from "vitest";
import { adviceOn } from "../fixtures/advice-on.ts";

test.each([
  [
    "perl",
    "Can't locate Nope/Mod.pm in @INC (you may need to install the Nope::Mod module) (@INC entries checked: /etc/perl) at app.pl line 1.\n",
    /requires 'Nope::Mod'[^]*-Ilib/,
  ],
  [
    "perl",
    "! Finding Acme::NoSuch on cpanmetadb failed.\n! cannot open file '/tmp/cpanm/sources/http%mirror/02packages.details.txt.gz': No such file or directory opening compressed index\n! Couldn't find module or a distribution Acme::NoSuch\n",
    /^cpanm could not reach the package registry[^]*libNAME-perl[^]*vendor\/cache/,
  ],
  ["perl", "! Couldn't find module or a distribution Mojolicous\n", /asks for Mojolicous, which does not exist/],
  [
    "perl",
    "! Installing the dependencies failed: Installed version (9.39) of Mojolicious is not in range '99'\n! Bailing out the installation for ..\n",
    /asks for Mojolicious 99, and there is 9\.39[^]*loosen[^]*5\.40/,
  ],
  [
    "perl",
    "--deployment requires cpanfile.snapshot: Run `carton install` and make sure cpanfile.snapshot is checked into your version control.\n",
    /run "carton install" and commit/,
  ],
  [
    "perl",
    'Error while loading /workspace/app.psgi: syntax error at /workspace/app.psgi line 2, near "= ;"\n',
    /cannot read app\.psgi, line 2, near = ;/,
  ],
  [
    "perl",
    'Global symbol "$y" requires explicit package name (did you forget to declare "my $y"?) at app.pl line 2.\n',
    /app\.pl, line 2 uses \$y without "my"/,
  ],
  ["perl", 'Can\'t open perl script "nope.pl": No such file or directory\n', /names the file nope\.pl/],
  ["ruby", "Could not find gem 'nosuchgem' in locally installed gems.\n", /asks for nosuchgem[^]*typing mistake[^]*"source"/],
  [
    "ruby",
    "Your Ruby version is 3.3.13, but your Gemfile specified 3.3.1\n",
    /asks for Ruby 3\.3\.1, and Ruby 3\.3\.13[^]*ruby "~> 3\.3"[^]*\.ruby-version/,
  ],
  [
    "ruby",
    "The dependencies in your gemfile changed, but the lockfile can't be updated\nbecause frozen mode is set\n\nYou have added to the Gemfile:\n* rake\n",
    /^Gemfile\.lock does not fit the Gemfile/,
  ],
  [
    "ruby",
    'Your bundle only supports platforms ["java"] but your local platform is\nx86_64-linux-gnu. Add the current platform',
    /for "java" alone[^]*--add-platform/,
  ],
  [
    "ruby",
    "Could not reach host index.example.org. Check your network connection and try\nagain.\n",
    /could not reach the package registry/,
  ],
  [
    "ruby",
    "An error occurred while installing nat (1.0), and Bundler cannot continue.\n",
    /gem nat could not be compiled[^]*-dev package[^]*comes compiled/,
  ],
  ["ruby", "bundler: command not found: unicornx\nInstall missing gem executables with `bundle install`\n", /needs unicornx: add the gem/],
  [
    "ruby",
    "! Unable to load application: SyntaxError: config.ru:3: syntax error, unexpected `end', expecting ')'\n",
    /cannot read config\.ru, line 3/,
  ],
  [
    "ruby",
    "kernel_require.rb>:136:in `require': cannot load such file -- nokogiri_nope (LoadError)\n",
    /"nokogiri_nope" could not be loaded[^]*Gemfile[^]*require_relative/,
  ],
  [
    "cgi",
    "cgi-bin/a.sh: its lines end in CR LF, which no interpreter takes: write it with LF alone\n",
    /^cgi-bin\/a\.sh has Windows line ends[^]*\.gitattributes/,
  ],
  [
    "cgi",
    "2026-11-22 02:30:18: (mod_cgi.c.999) fork/spawn /workspace/cgi-bin/bad.sh: No such file or directory\n",
    /^cgi-bin\/bad\.sh could not be started[^]*not in the image/,
  ],
  ["cgi", "cgi-web: index.sh is not there, or not executable\n", /^index\.sh is not there/],
])("explains for %s: %s", (id, log, advice) => {
  expect(adviceOn(id, log).join("\n")).toMatch(advice);
});
