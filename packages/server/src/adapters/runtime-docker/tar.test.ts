import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { tarOf } from "./tar.ts";

test("tar reads back what was put in, for all to read and nobody to write", () => {
  const archive = tarOf(
    new Map([
      ["/etc/app/one.conf", Buffer.from("one\n")],
      ["/two", Buffer.alloc(1024, "x")],
    ]),
  );
  const listed = execFileSync("tar", ["-tvf", "-"], { input: archive, encoding: "utf8" });
  expect(listed).toMatch(/^-r--r--r-- 0\/0 +4 .* etc\/app\/one.conf\n-r--r--r-- 0\/0 +1024 .* two\n$/);
  expect(execFileSync("tar", ["-xOf", "-", "etc/app/one.conf"], { input: archive, encoding: "utf8" })).toBe("one\n");
});
