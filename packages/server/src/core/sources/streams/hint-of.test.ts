import { expect, test } from "vitest";
import { hintedBy, streamOf } from "./hint-of.ts";

const at = (url: string, more: object = {}) => ({ url, branch: "main", previews: "none" as "none" | "own" | "all", ...more });
const shop = at("ssh://ci@git.example.org:29418/ops/shop");
const reviewed = at("ssh://ci@git.example.org:29418/ops/shop.git", { previews: "all" });
const stable = at("ssh://ci@git.example.org:29418/ops/shop", { branch: "stable" });
const other = at("ssh://ci@git.example.org:29418/ops/other", { previews: "all" });
const all = [shop, reviewed, stable, other];

test.each([
  [{ type: "ref-updated", refUpdate: { project: "ops/shop", refName: "refs/heads/main" } }, [shop, reviewed]],
  [{ type: "ref-updated", refUpdate: { project: "ops/shop", refName: "stable" } }, [stable]],
  [{ type: "ref-updated", refUpdate: { project: "ops/shop", refName: "refs/changes/01/1/1" } }, []],
  [{ type: "patchset-created", change: { project: "ops/shop" } }, [reviewed]],
  [{ type: "change-merged", change: {} }, [reviewed, other]],
  [{ type: "comment-added", change: { project: "ops/shop" } }, []],
])("%j hints at what it speaks of alone", (event, hinted) => expect(hintedBy(JSON.stringify(event), all)).toEqual(hinted));

test.each(["", "not json", "[]", "null", '{"type":{}}'])("%j hints at nothing", (line) => expect(hintedBy(line, all)).toEqual([]));

test("sources at one host have one connection for each account and port", () => {
  const urls = [
    "ssh://ci@git.example.org:29418/a",
    "ssh://ci@GIT.example.org:29418/b",
    "ci@git.example.org:a",
    "ssh://x@git.example.org:29418/a",
  ];
  expect(urls.map((url) => streamOf({ url }))).toEqual([
    "ci@git.example.org:29418",
    "ci@git.example.org:29418",
    "ci@git.example.org:22",
    "x@git.example.org:29418",
  ]);
});
