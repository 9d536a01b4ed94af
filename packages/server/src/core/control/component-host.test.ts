import { expect, test } from "vitest";
import { hostProblem } from "./component-host.ts";

test.each([
  ["docs.localhost", true],
  ["grafana.example.org", true],
  ["a.b.localhost", true],
  ["localhost", true],
  ["foo.localhost", false],
  ["blue--foo.localhost", false],
  ["xn--foo.localhost", true],
])("%s may be a component's: %s", (host, allowed) => {
  expect(hostProblem(host, "localhost") === null).toBe(allowed);
});
