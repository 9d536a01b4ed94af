import { expect, test } from "vitest";
import { baseImageName, localRepository, setName } from "./image-names.ts";

test("names a package set whatever its order", () => {
  const name = setName("run", "debian-13", ["libpq5", "imagemagick"]);
  expect(setName("run", "debian-13", ["imagemagick", "libpq5", "libpq5"])).toBe(name);
  expect(setName("build", "debian-13", ["imagemagick", "libpq5"])).not.toBe(name);
  expect(setName("run", "debian-12", ["imagemagick", "libpq5"])).not.toBe(name);
  expect(setName("run", "debian-13", ["imagemagick", "libpq5/backports"])).not.toBe(name);
});

test.each(["-o=Debug", "a b", "$(id)", "../x", "UPPER", "x;y", "/tmp/x.deb", "pkg=1.0", "x/bookworm"])("refuses %s as a package", (name) =>
  expect(() => setName("run", "debian-13", [name])).toThrow("is not a Debian package name"),
);

test("images from other origins have other names in the engine", () => {
  const plain = { source: null, repositories: "" };
  expect(localRepository("run", plain)).toBe("sluice/run-packages");
  expect(baseImageName("debian-13", null)).toBe("sluice/base:debian-13");
  const names = [plain, { ...plain, source: "debian:13" }, { ...plain, repositories: "x" }].map((origin) => localRepository("run", origin));
  expect(new Set(names).size).toBe(3);
});
