import { expect, test } from "vitest";
import { readGerritEvent } from "./gerrit-event.ts";

test.each([
  [
    { type: "patchset-created", change: { project: "shop" } },
    { kind: "review", project: "shop" },
  ],
  [
    { type: "change-merged", change: {} },
    { kind: "review", project: null },
  ],
  [{ type: "change-abandoned" }, { kind: "review", project: null }],
  [
    { type: "ref-updated", refUpdate: { project: "shop", refName: "refs/heads/main" } },
    { kind: "branch", project: "shop", branch: "main" },
  ],
  [
    { type: "ref-updated", refUpdate: { project: "shop", refName: "wip/a" } },
    { kind: "branch", project: "shop", branch: "wip/a" },
  ],
  [
    { type: "ref-updated", refUpdate: {} },
    { kind: "branch", project: null, branch: null },
  ],
  [{ type: "ref-updated", refUpdate: { project: "shop", refName: "refs/changes/01/1/meta" } }, { kind: "other" }],
  [{ type: "comment-added", change: { project: "shop" } }, { kind: "other" }],
  [{ type: 7 }, null],
  ["text", null],
  [null, null],
])("%j is %j", (said, event) => expect(readGerritEvent(said)).toEqual(event));
