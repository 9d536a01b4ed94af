import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { keyOf, seal, unseal } from "./seal.ts";

const random = { hex: (bytes: number) => randomBytes(bytes).toString("hex") };
const key = { id: "0a0a0a0a", bytes: randomBytes(32) };

test("opens what it sealed, and names the key without the text", () => {
  const { sealed } = seal(key, random, "settings foo 1", "a value");
  expect(keyOf(sealed)).toBe("0a0a0a0a");
  expect(sealed).not.toContain("value");
  expect(unseal(key, "settings foo 1", sealed)).toBe("a value");
  expect(seal(key, random, "settings foo 1", "a value").sealed).not.toBe(sealed);
});

test("does not open for another tool or version, with another key, or altered by one bit anywhere", () => {
  const { sealed } = seal(key, random, "settings foo 1", "a value");
  expect(() => unseal(key, "settings foo 2", sealed)).toThrow("does not open");
  expect(() => unseal(key, "settings bar 1", sealed)).toThrow("does not open");
  expect(() => unseal({ id: key.id, bytes: randomBytes(32) }, "settings foo 1", sealed)).toThrow("does not open");
  const [head, id, body = ""] = sealed.split(".");
  const bytes = Buffer.from(body, "base64url");
  for (let at = 0; at < bytes.length; at += 1) {
    const altered = Buffer.from(bytes);
    altered[at] = (altered[at] ?? 0) ^ 1;
    expect(() => unseal(key, "settings foo 1", `${head}.${id}.${altered.toString("base64url")}`)).toThrow("does not open");
  }
  expect(() => unseal(key, "settings foo 1", `${head}.${id}.AAAA`)).toThrow("does not open");
});
