import { expect, test } from "vitest";
import { expressionOf, familiesOf, isAllowed, osiApproved, unknownOf } from "./spdx.ts";

test.each([
  ["MIT", "MIT"],
  ["mit", "MIT"],
  ["The MIT License", "MIT"],
  ["Apache License, Version 2.0", "Apache-2.0"],
  ["Apache Software License", "Apache-2.0"],
  ["GNU General Public License v3 or later (GPLv3+)", "GPL-3.0-or-later"],
  ["GNU General Public License v3 (GPLv3)", "GPL-3.0-only"],
  ["GNU Affero General Public License v3", "AGPL-3.0-only"],
  ["LGPL v2.1", "LGPL-2.1-only"],
  ["GNU GPL v2 or later", "GPL-2.0-or-later"],
  ["MIT/Apache-2.0", "MIT OR Apache-2.0"],
  ["BSD License", "BSD-2-Clause OR BSD-3-Clause"],
  ["Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"],
  ["perl_5", "Artistic-1.0-Perl OR GPL-1.0-or-later"],
  [
    "(MIT AND BSD-3-Clause) OR GPL-2.0-only WITH Classpath-exception-2.0",
    "(MIT AND BSD-3-Clause) OR GPL-2.0-only WITH Classpath-exception-2.0",
  ],
  ["UNLICENSED", "NONE"],
  ["All rights reserved", "NONE"],
  ["Public Domain", null],
  ["my own", null],
  ["", null],
  [`(${"MIT OR ".repeat(40)}`, null],
])("reads %s as %s", (said, expression) => {
  expect(expressionOf(said)).toBe(expression);
});

const osi = new Set([osiApproved]);

test.each([
  ["MIT", osi, true],
  ["CC-BY-NC-4.0", osi, false],
  ["CC0-1.0", osi, false],
  ["CC0-1.0", new Set([osiApproved, "CC0-1.0"]), true],
  ["CC0-1.0 OR MIT", osi, true],
  ["CC0-1.0 AND MIT", osi, false],
  ["MIT", new Set(["Apache-2.0"]), false],
  ["GPL-2.0-only WITH Classpath-exception-2.0", new Set(["GPL-2.0-only WITH Classpath-exception-2.0"]), true],
  ["GPL-2.0-only", new Set(["GPL-2.0-only WITH Classpath-exception-2.0"]), false],
  ["LicenseRef-ours", new Set(["LicenseRef-ours"]), true],
  ["NONE", osi, false],
])("judges %s by what is allowed", (expression, allowed, may) => {
  expect(isAllowed(expression, allowed)).toBe(may);
});

test("takes a licence's versions for one family", () => {
  expect([...familiesOf("GPL-3.0-or-later OR (MIT AND LGPL-2.1-only)")]).toEqual(["GPL-3.0", "MIT", "LGPL-2.1"]);
});

test("names what an admin's list has and SPDX has not", () => {
  expect(unknownOf(["osi-approved", "MIT", "mit", "LicenseRef-ours", "MIT OR ISC"])).toEqual(["mit", "MIT OR ISC"]);
});
