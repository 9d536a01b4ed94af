import { expect, test } from "vitest";
import { packageImage } from "./image-names.ts";

test("names a package set whatever its order", () => {
  const name = packageImage("run", "debian-13", ["libpq5", "imagemagick"]);
  expect(packageImage("run", "debian-13", ["imagemagick", "libpq5", "libpq5"])).toEqual(name);
  expect(packageImage("build", "debian-13", ["imagemagick", "libpq5"]).tag).not.toBe(name.tag);
  expect(packageImage("run", "debian-12", ["imagemagick", "libpq5"]).tag).not.toBe(name.tag);
});

test.each(["-o=Debug", "a b", "$(id)", "../x", "UPPER", "x;y", "/tmp/x.deb", "pkg=1.0"])("refuses %s as a package", (name) =>
  expect(() => packageImage("run", "debian-13", [name])).toThrow("is not a Debian package name"),
);
