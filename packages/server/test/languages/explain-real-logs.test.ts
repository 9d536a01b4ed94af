import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { adviceOn } from "../fixtures/advice-on.ts";

const folder = new URL("../fixtures/failed-logs/", import.meta.url);

/**
 * What the tools printed in containers of the build images, of sources that were broken for it: a header or library that
 * is not installed, a version that nobody has, a lock file of yesterday, an array that outgrows `ulimit -v` or the heap.
 * Left out are frames of the tools' own code and tries in between; registries have other names.
 */
const advices: Readonly<Record<string, readonly [language: string, advice: RegExp]>> = {
  "mysqlclient-no-pkg-config": ["python", /^mysqlclient needs the MariaDB headers[^]*pymysql[^]*libmariadb-dev, pkg-config/],
  "mysqlclient-no-mysql-config": ["python", /^mysqlclient needs the MariaDB headers[^]*pymysql[^]*libmariadb-dev, pkg-config/],
  "pkg-resources-in-setup-py": ["python", /^A package is made with pkg_resources[^]*requires = \["setuptools<81"\][^]*PIP_CONSTRAINT/],
  "setuptools-not-there": ["python", /^A package is made with setuptools[^]*--no-build-isolation/],
  "distutils-gone": ["python", /^distutils is gone from newer Pythons: add a line "setuptools<81"/],
  "gunicorn-too-old": ["python", /^gunicorn has no part "six\.moves" in the version that is installed/],
  "psycopg2-too-old": ["python", /^This psycopg2 is older than the Python that builds[^]*psycopg2-binary[^]*psycopg\[binary\]/],
  "pip-certificate": ["python", /^A certificate was not trusted\. .* certificate bundle\.$/],
  "npm-certificate": ["node", /^A certificate was not trusted\. .* certificate bundle\.$/],
  "npm-eresolve": ["node", /^Two packages want different versions of a third\./],
  "php-extension": ["php", /"gd" is not installed[^]*run: \[php-gd\]/],
  "php-version": ["php", /asks for PHP \^9\.0, and PHP 8\.4\.28 is what there is/],
  "php-lock": ["php", /^composer\.lock does not fit composer\.json/],
  "php-memory": ["php", /^index\.php, line 1 needs more memory than one request may take \(134217728 bytes\)[^]*ini_set/],
  "perl-version": ["perl", /^The code asks for Perl 5\.99\.0, and 5\.40\.1 is what there is/],
  "perl-cpanfile-version": ["perl", /^The code asks for Perl 5\.99\.0, and 5\.040001 is what there is/],
  "perl-header": ["perl", /^A module is compiled against a C library whose header gd\.h is not there[^]*lib…-perl/],
  "perl-memory": ["perl", /^Perl ran out of memory\. Either/],
  "perl-missing": ["perl", /^cpanm could not reach the package registry/],
  "ruby-version": ["ruby", /asks for Ruby ~> 3\.9, and Ruby 3\.3\.13/],
  "ruby-lock": ["ruby", /^Gemfile\.lock does not fit the Gemfile/],
  "ruby-header": ["ruby", /gem nat could not be compiled[^]*-dev package/],
  "ruby-memory": ["ruby", /^Ruby ran out of memory\. Either/],
  "go-version": ["go", /asks for Go 1\.99, the build has 1\.24\.4/],
  "go-sum": ["go", /go\.sum does not know all modules[^]*go mod tidy/],
  "go-header": ["go", /^A package is compiled against a C library whose header gd\.h is not there/],
  "go-memory": ["go", /^The program ran out of memory\. Either/],
  "rust-version": ["rust", /x@0\.1\.0[^]*1\.99/],
  "rust-lock": ["rust", /^Cargo\.lock does not fit Cargo\.toml/],
  "rust-library": ["rust", /^The linker did not find the library pq[^]*libpq-dev/],
  "rust-openssl": ["rust", /^A crate needs OpenSSL[^]*libssl-dev/],
  "rust-workspace": ["rust", /^This folder is a member of a workspace[^]*default-members/],
  "rust-memory": ["rust", /^The program ran out of memory\. Either/],
  "java-version": ["java", /^The build asks for Java 21, which the one that compiles does not know/],
  "java-no-main": ["java", /does not name a class that can be started/],
  "java-memory": ["java", /^Java ran out of memory/],
  "gradle-plugin": ["java", /^The plugin Spring Boot wants Gradle 7\.x \(7\.5 or later\), and 4\.4\.1 builds[^]*wrapper/],
  "gradle-too-old": ["java", /^Gradle does not know application\. [^]*commit the wrapper/],
  "gradle-wrapper": ["java", /^The wrapper could not fetch its Gradle[^]*GRADLE_DISTRIBUTION_URL/],
  "c-header": ["c", /^The header gd\.h was not found[^]*-dev package/],
  "c-library": ["c", /did not find the library gd\. [^]*libgd-dev/],
  "c-standard": ["c", /^The compiler does not know -std=c\+\+29[^]*-std=c\+\+20/],
  "c-nothing": ["c", /^make needs webs/],
  "lua-header": ["lua", /compiled against the C library GD[^]*-dev package/],
  "lua-module": ["lua", /^The module copas is not there/],
  "lua-memory": ["lua", /^Lua ran out of memory\. Either/],
  "r-package": ["r", /^The package plumber2 is not in the image/],
  "r-version": ["r", /^The package x wants R >= 9\.0, and 4\.5\.0 is what there is/],
  "r-memory": ["r", /^R wanted 7\.5 Gb at once/],
  "hugo-config": ["hugo", /^Hugo cannot read a page's head or its configuration/],
  "hugo-module": ["hugo", /^The theme is not there/],
  "hugo-version": ["hugo", /^The site or its theme asks for Hugo 0\.144\.0/],
  "prisma-engine": ["node", /^Prisma could not fetch its engine from binaries\.prisma\.sh[^]*PRISMA_ENGINES_MIRROR/],
  "mkdocs-theme": ["mkdocs", /^mkdocs\.yml names the theme material/],
  "mkdocs-plugin": ["mkdocs", /^mkdocs\.yml names the plugin awesome-pages/],
  "mkdocs-extension": ["mkdocs", /^mkdocs\.yml names the Markdown extension pymdownx\.superfences[^]*pymdown-extensions/],
  "mkdocs-python-name": ["mkdocs", /^mkdocs\.yml takes something from pymdownx\.slugs[^]*!!python/],
  "mkdocs-hook": ["mkdocs", /^mkdocs\.yml names the hook hooks\.py, which is not there/],
  "mkdocs-hook-import": ["mkdocs", /^The module frontmatter is not installed[^]*docs\/requirements\.txt/],
  "mkdocs-option-gone": ["mkdocs", /^mkdocs\.yml has "pages"[^]*write it as "nav"/],
  "mkdocs-template": ["mkdocs", /^The template of index\.md asks for base\.htm,/],
  "mkdocs-strict": ["mkdocs", /^The pages have 1 warnings, and mkdocs\.yml says strict/],
  "mkdocs-yaml": ["mkdocs", /^mkdocs\.yml is not YAML/],
  "mkdocs-docs-dir": ["mkdocs", /^The folder of the pages is not there[^]*docs_dir/],
  "mkdocs-pyyaml": ["mkdocs", /^PyYAML before 6\.0\.1 no longer compiles/],
  "sphinx-extension": ["sphinx", /^conf\.py names the extension myst_parser/],
  "sphinx-theme": ["sphinx", /^conf\.py names the theme furo/],
  "sphinx-conf-import": ["sphinx", /^conf\.py imports lumache/],
  "sphinx-conf-file": ["sphinx", /^conf\.py reads \.\.\/VERSION, which is not there/],
  "sphinx-conf-syntax": ["sphinx", /^conf\.py is no Python, line 2: '\(' was never closed\.$/],
  "sphinx-needs": ["sphinx", /^conf\.py asks for Sphinx 99\.0/],
  "sphinx-method-gone": ["sphinx", /^conf\.py or an extension calls add_stylesheet of Sphinx/],
  "sphinx-intersphinx": ["sphinx", /^intersphinx_mapping in conf\.py is no longer read so[^]*"python": \("https:\/\/HOST\/", None\)/],
  "sphinx-newer-extension": ["sphinx", /^sphinxcontrib\.applehelp is newer than the Sphinx[^]*sphinx>=5\.0/],
  "sphinx-pkg-resources": ["sphinx", /^A package imports pkg_resources[^]*setuptools<81/],
  "sphinx-module-gone": ["sphinx", /^A package imports cgi, which newer Pythons do not have[^]*3\.11[^]*\.python-version/],
  "jekyll-theme": ["jekyll", /^_config\.yml names the theme minimal-mistakes/],
};

test.each(Object.entries(advices))("%s is explained by one advice", (name, [language, advice]) => {
  const found = adviceOn(language, readFileSync(new URL(`${name}.txt`, folder), "utf8"));
  expect(found).toEqual([expect.stringMatching(advice)]);
});

test("every log is explained here", () => {
  expect(readdirSync(folder).toSorted()).toEqual(
    Object.keys(advices)
      .map((name) => `${name}.txt`)
      .toSorted(),
  );
});
