import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "./secret.ts";

test("refuses to print itself in every way in which values are printed", () => {
  const secret = new Secret("hunter2-hunter2");
  const printed = [
    `${String(secret)}`,
    JSON.stringify({ secret, list: [secret] }),
    inspect({ secret }, { depth: null, showHidden: true }),
    inspect(new Map([["a", secret]])),
    Object.values(secret).join(),
    new Error("with it", { cause: secret }).stack ?? "",
    inspect(new Error("with it", { cause: { secret } })),
  ];
  expect(printed.join("\n")).not.toContain("hunter2");
  expect(printed[0]).toBe("[secret]");
  expect(secret.reveal()).toBe("hunter2-hunter2");
});
