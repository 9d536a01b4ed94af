import { expect, test } from "vitest";
import { ownLoopback } from "./let-in.ts";

test.each<[string, string | null, readonly string[]]>([
  ["the port that it was told, only to itself", "127.0.0.1:8000", ["127.0.0.1:8000"]],
  ["on both kinds of loopback addresses", "127.0.0.1:8000", ["[::1]:8000", "127.0.0.1:8000"]],
  ["another port that is open to all does not count", "127.0.0.1:8000", ["127.0.0.1:8000", "0.0.0.0:9090"]],
  ["it is open to all", null, ["0.0.0.0:8000"]],
  ["it is open to all as well", null, ["127.0.0.1:8000", "[::]:8000"]],
  ["a loopback address of IPv6 alone, which nothing can be passed on to", null, ["[::1]:8000"]],
  ["a port that ends alike", null, ["127.0.0.1:18000"]],
  ["another port", null, ["127.0.0.1:3000"]],
])("%s", (_outcome, found, listening) => expect(ownLoopback(listening, 8000)).toBe(found));
