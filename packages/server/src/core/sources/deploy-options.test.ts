import { expect, test } from "vitest";
import { readDeployOptions, uploadWords } from "./deploy-options.ts";
import { deployTarget } from "./deploy-target.ts";

const hash = "3f2c1ab".padEnd(40, "0");

test("a commit is deployed as it is when nothing is said", () => {
  expect(readDeployOptions([], "tool")).toEqual({ upload: null, ttl: null, secrets: false });
});

test("an upload says what it stood on", () => {
  expect(readDeployOptions([`from=${hash}`, "changed=true"], "tool")).toMatchObject({ upload: { from: hash, changed: true } });
  expect(readDeployOptions(["from=none", "ttl=3d", "secrets=true"], "preview")).toEqual({
    upload: { from: null, changed: false },
    ttl: "3d",
    secrets: true,
  });
});

test.each([
  [["ttl=3d"], "tool", /for previews only/],
  [["secrets=true"], "tool", /for previews only/],
  [["ttl=3 days"], "preview", /ttl.*90m, 12h or 3d/],
  [["from=main"], "preview", /from/],
  [["changed=true"], "preview", /of an upload only/],
  [["colour=blue"], "preview", /known are/],
  [["quiet"], "preview", /push options are/],
] as const)("%j to a %s is refused with what is known", (given, target, why) => {
  expect(readDeployOptions(given, target)).toMatch(why);
});

test("words of an upload", () => {
  expect(uploadWords({ from: null, changed: false })).toBe("uploaded");
  expect(uploadWords(readUpload(["changed=false"]))).toBe("uploaded from 3f2c1ab");
  expect(uploadWords(readUpload(["changed=true"]))).toBe("uploaded from 3f2c1ab with uncommitted changes");
});

function readUpload(more: readonly string[]) {
  const read = readDeployOptions([`from=${hash}`, ...more], "tool");
  if (typeof read === "string" || read.upload === null) throw new Error("no upload");
  return read.upload;
}

test("only these refs deploy without a branch", () => {
  expect(deployTarget("refs/deploy/tool")).toEqual({ kind: "tool" });
  expect(deployTarget("refs/deploy/previews/blue")).toEqual({ kind: "preview", name: "blue" });
  for (const ref of [
    "refs/deploy/previews/a--b",
    "refs/deploy/previews/xn",
    "refs/deploy/other",
    "refs/heads/main",
    "refs/deploy/previews/a/b",
  ]) {
    expect(deployTarget(ref)).toBeNull();
  }
});
