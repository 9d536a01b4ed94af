import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { adviceOn } from "../fixtures/advice-on.ts";

const folder = new URL("../fixtures/failed-logs/", import.meta.url);

/**
 * What pip 25, Python 3.13 and npm 9 printed in containers of the build images. Left out are frames of pip's own code
 * and tries in between; the registry has another name.
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
