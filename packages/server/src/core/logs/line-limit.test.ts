import { expect, it } from "vitest";
import type { SaidLine } from "../ports/runtime.ts";
import { createLineLimit } from "./line-limit.ts";

const lines = (count: number): SaidLine[] =>
  Array.from({ length: count }, (_, at) => ({
    stamp: "2026-03-01T12:00:00.000Z",
    instance: "i",
    process: "web",
    stream: "stdout",
    text: `${at}`,
  }));

it("keeps what a second has room for and tells how much it left out", () => {
  const limit = createLineLimit(10);
  expect(limit.admit(lines(8), 1000)).toHaveLength(8);
  expect(limit.admit(lines(8), 1500)).toHaveLength(2);
  expect(limit.admit(lines(5), 1900)).toHaveLength(0);
  expect(limit.admit(lines(3), 2000).map(({ stream, text }) => `${stream} ${text}`)).toEqual([
    "sluice 11 lines are not kept: more than 10 came in a second.",
    "stdout 0",
    "stdout 1",
    "stdout 2",
  ]);
  expect(limit.admit(lines(1), 3000)).toHaveLength(1);
});
