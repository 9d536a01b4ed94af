import { expect, it } from "vitest";
import { networkOf } from "./network-of.ts";
import { signInLimit } from "./sign-in-limit.ts";

const wrong = (n: number): string => `sluice_${n.toString(16).padStart(8, "0")}${"0".repeat(56)}`;

it("refuses an address after its failures, says how long, and lets it try again then", () => {
  let time = 0;
  const limit = signInLimit({ monotonic: () => time }, 3);
  for (let n = 0; n < 3; n += 1) {
    limit.check("10.0.0.1");
    limit.failed("10.0.0.1", wrong(n));
  }
  expect(() => limit.check("10.0.0.1")).toThrow(expect.objectContaining({ code: "too-many", retryAfter: 20 }));
  expect(() => limit.check("10.0.0.2")).not.toThrow();
  time = 20_000;
  expect(() => limit.check("10.0.0.1")).not.toThrow();
  limit.failed("10.0.0.1", wrong(9));
  expect(() => limit.check("10.0.0.1")).toThrow("Too many failed sign-ins from 10.0.0.1: try again in 20 s.");
});

it("refuses guesses at one token from many addresses, and does not shut out those who are right", () => {
  const limit = signInLimit({ monotonic: () => 0 }, 3);
  for (let n = 0; n < 3; n += 1) limit.failed(`10.0.0.${n}`, `${wrong(7).slice(0, -1)}${n}`);
  expect(() => limit.failed("10.0.0.9", wrong(7))).toThrow(expect.objectContaining({ code: "too-many", retryAfter: 20 }));
  // A right token is never counted: all that is asked before is whether its address may try.
  expect(() => limit.check("10.0.0.10")).not.toThrow();
});

it("counts an IPv6 network as one address", () => {
  const limit = signInLimit({ monotonic: () => 0 }, 2);
  limit.failed("2001:db8:0:1::1", wrong(1));
  limit.failed("2001:0db8:0:1:ffff::2", wrong(2));
  expect(() => limit.check("2001:db8:0:1:a:b:c:d")).toThrow("Too many");
  expect(() => limit.check("2001:db8:0:2::1")).not.toThrow();
});

it.each([
  ["127.0.0.1", "127.0.0.1"],
  ["::ffff:10.1.2.3", "10.1.2.3"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
])("takes %s for %s", (address, network) => expect(networkOf(address)).toBe(network));

it("remembers no more than it may", () => {
  const limit = signInLimit({ monotonic: () => 0 }, 2, 100);
  for (let n = 0; n < 1000; n += 1) limit.failed(`10.0.${n >> 8}.${n & 255}`, wrong(n));
  expect(limit.size).toBe(100);
});
