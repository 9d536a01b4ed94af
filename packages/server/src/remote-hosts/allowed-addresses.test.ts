import { describe, expect, test } from "vitest";
import { allowedAddresses } from "./allowed-addresses.ts";
import { pinHost } from "./pin-host.ts";

const refused = [
  "127.0.0.1",
  "127.9.9.9",
  "0.0.0.0",
  "10.1.2.3",
  "172.31.0.1",
  "192.168.1.1",
  "169.254.169.254",
  "100.100.100.200",
  "224.0.0.1",
  "255.255.255.255",
  "::1",
  "::",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "64:ff9b::7f00:1",
  "fe80::1",
  "fc00::1",
  "fd00:ec2::254",
  "ff02::1",
  "2002:7f00:1::",
  "2001:db8::1",
  "not an address",
];

describe("addresses that a source may be at", () => {
  test.each(refused)("%s is refused", (address) => expect(allowedAddresses("").allows("x", address)).toBe(false));

  test.each(["8.8.8.8", "172.32.0.1", "198.35.26.96", "2620:0:860:ed1a::1", "2a00:1450::1"])("%s is on the internet", (address) =>
    expect(allowedAddresses("").allows("x", address)).toBe(true),
  );

  test("an admin allows networks, addresses and names, and nothing beside them", () => {
    const rules = allowedAddresses("10.2.0.0/16, 192.168.1.9,git.corp,fd00::/8");
    expect(rules.allows("x", "10.2.3.4")).toBe(true);
    expect(rules.allows("x", "10.3.3.4")).toBe(false);
    expect(rules.allows("x", "192.168.1.9")).toBe(true);
    expect(rules.allows("x", "192.168.1.8")).toBe(false);
    expect(rules.allows("GIT.corp", "127.0.0.1")).toBe(true);
    expect(rules.allows("evil.git.corp", "127.0.0.1")).toBe(false);
    expect(rules.allows("x", "fd12::1")).toBe(true);
  });
});

describe("a host", () => {
  const rules = (found: readonly string[]) => ({ addresses: allowedAddresses(""), http: false, resolve: async () => found });

  test("is pinned to those of its addresses that are allowed", async () => {
    const pinned = await pinHost("https://Git.Example.org:8443/a b/%2e/c.git", rules(["10.0.0.1", "8.8.8.8", "2620:0:860::1"]));
    expect(pinned).toMatchObject({ kind: "pinned", resolve: "git.example.org:8443:8.8.8.8,[2620:0:860::1]" });
  });

  test.each([
    "https://127.1/x",
    "https://2130706433/x",
    "https://0x7f.1/x",
    "https://017700000001/x",
    "https://[::1]/x",
    "https://[::ffff:7f00:1]/x",
    "https://127.0.0.1./x",
  ])("%s is the loopback however it is written", async (url) => {
    expect(await pinHost(url, rules([]))).toMatchObject({ kind: "unread", away: false });
  });

  test("that has a private address only is refused, and says who may allow it", async () => {
    const found = await pinHost("https://git.example.org/x", rules(["192.168.0.4"]));
    expect(found).toMatchObject({ kind: "unread", away: false, why: expect.stringContaining("--source-private") });
    expect(JSON.stringify(found)).not.toContain("192.168");
  });

  test("that is not there may come, and plain http is refused", async () => {
    expect(await pinHost("https://git.example.org/x", rules([]))).toMatchObject({ kind: "unread", away: true });
    const plain = await pinHost("http://git.example.org/x", rules(["8.8.8.8"]));
    expect(plain).toMatchObject({ kind: "unread", away: false, why: expect.stringContaining("https://") });
  });
});
