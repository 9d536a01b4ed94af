import { expect, test } from "vitest";
import { adviceOn } from "../fixtures/advice-on.ts";

/** The tools' own words, from runs that failed. */
const logs: Readonly<Record<string, readonly (readonly [log: string, advice: RegExp])[]>> = {
  c: [
    [
      "a.c:1:10: fatal error: gd.h: No such file or directory\n    1 | #include <gd.h>\n      |          ^~~~~~\ncompilation terminated.\n",
      /^The header gd\.h was not found[^]*-dev package to build[^]*commit it/,
    ],
    [
      "/usr/bin/ld: cannot find -lgd: No such file or directory\ncollect2: error: ld returned 1 exit status\n",
      /did not find the library gd\. [^]*libgd-dev/,
    ],
    [
      "/usr/bin/ld: /tmp/ccJqHFrA.o: in function `main':\nc.c:(.text+0x5): undefined reference to `f'\ncollect2: error: ld returned 1 exit status\n",
      /^f is used and defined nowhere[^]*target_link_libraries/,
    ],
    [
      "d.c: In function ‘main’:\nd.c:1:24: error: ‘x’ undeclared (first use in this function)\n    1 | int main(void){ return x; }\n",
      /^The compiler refuses d\.c, line 1: ‘x’ undeclared/,
    ],
    [
      "/workspace/src/d.c: In function ‘main’:\n/workspace/src/d.c:1:24: error: ‘x’ undeclared\n",
      /^The compiler refuses src\/d\.c, line 1:/,
    ],
    ["../../workspace/d.c:1:24: error: ‘x’ undeclared\n", /^The compiler refuses d\.c, line 1:/],
    [
      "make: *** No rule to make target 'missing.o', needed by 'all'.  Stop.\n",
      /^make needs missing\.o[^]*commit missing\.o[^]*typing mistake/,
    ],
    ["Makefile:2: *** missing separator (did you mean TAB instead of 8 spaces?).  Stop.\n", /^Line 2 of the Makefile begins with spaces/],
    [
      "CMake Error at CMakeLists.txt:1 (cmake_minimum_required):\n  CMake 4.2 or higher is required.  You are running version 3.31.6\n",
      /asks for CMake 4\.2, and 3\.31\.6 is what there is/,
    ],
    [
      '  Could not find a package configuration file provided by "fmt" with any of\n  the following names:\n',
      /^The build asks for fmt, which is not there/,
    ],
    [
      "CMake Error at /usr/share/cmake-3.31/Modules/FindPackageHandleStandardArgs.cmake:233 (message):\n  Could NOT find CURL (missing: CURL_LIBRARY CURL_INCLUDE_DIR)\n",
      /^The build asks for CURL, which/,
    ],
    [
      "--   Package 'gdlib', required by 'virtual:world', not found\nCMake Error at FindPkgConfig.cmake:645 (message):\n  The following required packages were not found:\n\n   - gdlib\n",
      /^The build asks for gdlib, which/,
    ],
    ['m/meson.build:2:0: ERROR: Dependency "gdlib" not found, tried pkgconfig\n', /^The build asks for gdlib, which/],
    ["m/meson.build:3:3: ERROR: C shared or static library 'gdx' not found\n", /^The build asks for gdx, which/],
    ["m/meson.build:1:33: ERROR: Meson version is 1.7.0 but project requires >=99\n", /asks for Meson >=99, and 1\.7\.0 is what there is/],
    ["no program was found: what was built are only libraries\n", /^Nothing that can be started was built[^]*MAKE_TARGETS/],
    [
      "web: error while loading shared libraries: libgd.so.3: cannot open shared object file: No such file or directory\n",
      /^The program needs libgd\.so\.3[^]*loads a library of the Debian package/,
    ],
  ],
};

const rows = Object.entries(logs).flatMap(([id, of]) => of.map(([log, advice]) => [id, log, advice] as const));

test.each(rows)("%s: explains %j", (id, log, advice) => {
  expect(adviceOn(id, log).join("\n")).toMatch(advice);
});

test("C: a library that is only wished for does not count as what failed", () => {
  expect(adviceOn("c", "-- Could NOT find Doxygen (missing: DOXYGEN_EXECUTABLE)\nx.c:1:2: error: no\n")).toEqual([
    "The compiler refuses x.c, line 1: no",
  ]);
});
