import { expect, test } from "vitest";
import { adviceOn } from "../fixtures/advice-on.ts";

test.each([
  [
    "an extension that is not there",
    `Your lock file does not contain a compatible set of packages. Please run composer update.

  Problem 1
    - Root composer.json requires PHP extension ext-intl * but it is missing from your system. Install or enable PHP's intl extension.
`,
    /"intl" is not installed[^]*composer require "ext-intl:\*"[^]*run: \[php-intl\]/,
  ],
  [
    "a version of PHP that there is not",
    `Your requirements could not be resolved to an installable set of packages.

  Problem 1
    - Root composer.json requires php 8.4.1 (exact version match: 8.4.1 or 8.4.1.0) but your php version (8.4.28) does not satisfy that requirement.
`,
    /asks for PHP 8\.4\.1, and PHP 8\.4\.28 is what there is[^]*\.php-version/,
  ],
  [
    "a locked package that ends before this PHP",
    `Your lock file does not contain a compatible set of packages. Please run composer update.

  Problem 1
    - nette/schema is locked to version v1.2.3 and an update of this package was not requested.
    - nette/schema v1.2.3 requires php >=7.1 <8.3 -> your php version (8.4.28) does not satisfy that requirement.
`,
    /asks for PHP >=7\.1 <8\.3, and PHP 8\.4\.28 is what there is/,
  ],
  [
    "a lock file that is behind",
    `Warning: The lock file is not up to date with the latest changes in composer.json. You may be getting outdated dependencies.
- Required package "a/b" is not present in the lock file.
This usually happens when composer files are incorrectly merged or the composer.json file is manually edited.
`,
    /^composer\.lock does not fit composer\.json: run "composer update" and commit composer\.lock\.$/,
  ],
  [
    "a package that does not exist",
    "  Problem 1\n    - Root composer.json requires a/b, it could not be found in any version, there may be a typo in the package name.\n",
    /asks for a\/b, which was not found[^]*typing mistake[^]*private/,
  ],
  [
    "a composer.json that is not JSON",
    `In JsonFile.php line 381:
                                                 
  "./composer.json" does not contain valid JSON  
  Parse error on line 1:                         
  {,                                             
`,
    /not valid JSON, line 1/,
  ],
  [
    "a registry that is out of reach",
    `In CurlDownloader.php line 390:
                                                                               
  curl error 6 while downloading https://packages.example.org/packages.json: Co  
  uld not resolve host: packages.example.org                                     
`,
    /could not reach the package registry[^]*not your code/,
  ],
  [
    "functions of an extension",
    "PHP Fatal error:  Uncaught Error: Call to undefined function yaml_parse() in /tmp/t.php:1\n",
    /"ext-yaml": "\*"/,
  ],
  ["a class of an extension", 'PHP Fatal error:  Uncaught Error: Class "Redis" not found in /tmp/t.php:1\n', /"ext-redis"/],
  ["functions of gd", "PHP Fatal error:  Uncaught Error: Call to undefined function imagecreate() in /tmp/t.php:1\n", /"ext-gd": "\*"/],
  ["functions of bcmath", "PHP Fatal error:  Uncaught Error: Call to undefined function bcadd() in /tmp/t.php:1\n", /"ext-bcmath": "\*"/],
  [
    "functions of pgsql",
    "PHP Fatal error:  Uncaught Error: Call to undefined function pg_connect() in /tmp/t.php:1\n",
    /"ext-pgsql": "\*"/,
  ],
  [
    "a syntax error",
    'PHP Parse error:  syntax error, unexpected end of file, expecting variable or "${" or "{$" in /tmp/t.php on line 2\n',
    /cannot read \/tmp\/t\.php, line 2: syntax error/,
  ],
  [
    "vendor without composer.json",
    "PHP Fatal error:  Uncaught Error: Failed opening required 'nope/vendor/autoload.php' (include_path='.:/usr/share/php') in /tmp/t.php:1\n",
    /^nope\/vendor\/autoload\.php is not there/,
  ],
  ["a folder that is not there", "php-web: there is no folder /workspace/pub\n", /names the folder pub,/],
])("explains %s", (_, log, advice) => {
  expect(adviceOn("php", log).join("\n")).toMatch(advice);
});
