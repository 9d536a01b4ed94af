import { expect, test } from "vitest";
import { toolMs } from "./build-times.ts";

test("what a language's own programs took is read from what a push says", () => {
  const said = [
    "remote: [plan]    Found python 3.13 (requirements.txt), web process: gunicorn",
    "remote: [build]   dependencies: 12 packages  3.4 s",
    "remote: [build]   assets: unchanged (package.json)",
    "remote: [build]   program: made hello with cargo, 0 crates fetched  0.6 s",
    "remote: [export]  pushed 2 layers, 1 new of 0.1 MiB  0.2 s",
    "remote: Live: http://hello.localhost  (v2, 1.3 s)",
  ].join("\n");
  expect(toolMs(said)).toBeCloseTo(4000);
});
