import { createPublicKey, verify } from "node:crypto";
import { expect, test } from "vitest";
import { deployKey, fingerprint, publicLine } from "./deploy-key.ts";

// RFC 8032, section 7.1, test 2: its secret key, public key, message and signature
const seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
const half = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
const message = Buffer.from("72", "hex");
const signed =
  "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
const head = "0000000b7373682d65643235353139";

test("a deploy key has ssh's form, and its signatures are Ed25519's", () => {
  const key = deployKey(seed);
  expect(key.blob.toString("hex")).toBe(`${head}00000020${half}`);
  expect(key.sign(message).toString("hex")).toBe(`${head}00000040${signed}`);
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.from(half, "hex")]);
  const shown = createPublicKey({ key: spki, format: "der", type: "spki" });
  expect(verify(null, Buffer.from("x"), shown, key.sign(Buffer.from("x")).subarray(-64))).toBe(true);
});

test("its line and its fingerprint are what ssh-keygen shows", () => {
  const line = publicLine(deployKey(seed), "sluice-shop");
  expect(line).toBe("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID1AF8PoQ4lakrcKp00bfrycmCzPLsSWjMDNVfEq9GYM sluice-shop");
  expect(fingerprint(line)).toBe("SHA256:F34nin7tcaYH6WR5LSWSfj6weFBPfBpuyUUoPFP9YjA");
});
