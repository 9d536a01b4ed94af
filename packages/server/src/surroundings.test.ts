import { ToolName } from "@sluice/contract";
import { expect, test } from "vitest";
import { addressesOf } from "./surroundings.ts";

const foo = ToolName.parse("foo");
const plain = {
  listen: { host: "127.0.0.1", port: 7080 },
  "router-listen": { host: "0.0.0.0", port: 7088 },
  domain: "tools.example.org",
  "public-url": null,
  "tools-url": null,
};

test.each([
  ["by itself", {}, "http://foo.tools.example.org:7088", "http://127.0.0.1:7080/git/foo.git"],
  [
    "on the usual port",
    { "router-listen": { host: "0.0.0.0", port: 80 } },
    "http://foo.tools.example.org",
    "http://127.0.0.1:7080/git/foo.git",
  ],
  [
    "behind a proxy",
    { "public-url": "https://sluice.example.org", "tools-url": "https://tools.example.org" },
    "https://foo.tools.example.org",
    "https://sluice.example.org/git/foo.git",
  ],
  [
    "behind a proxy on a port",
    { "tools-url": "https://tools.example.org:8443" },
    "https://foo.tools.example.org:8443",
    "http://127.0.0.1:7080/git/foo.git",
  ],
])("a tool %s is told where it is reached", (_how, values, url, git) => {
  const addresses = addressesOf({ ...plain, ...values });
  expect(addresses.urlOf(foo)).toBe(url);
  expect(addresses.gitUrlOf(foo)).toBe(git);
  expect(addresses.hostOf(foo)).toBe("foo.tools.example.org");
});
