import { CommitHash, ToolName } from "@sluice/contract";
import { expect, test } from "vitest";
import { makeSbom } from "./make-sbom.ts";

const digest = `sha256:${"a".repeat(64)}`;
const wish = { tool: ToolName.parse("foo"), image: `foo@${digest}`, commit: CommitHash.parse("b".repeat(40)) };
const glibc = { name: "libc6", version: "2.41-12", architecture: "amd64", source: { name: "glibc", version: "2.41-12" } };

/** An image of one layer, which was read already, or one that is gone. */
function world(isThere: boolean, former: string | null) {
  const kept = new Map<string, string>();
  const deps = {
    contents: { layers: async () => (isThere ? ["one"] : null), read: async () => undefined },
    files: {
      sbom: async (of: string) => kept.get(of) ?? null,
      formerSbom: async () => former,
      putSbom: async (of: string, text: string) => void kept.set(of, text),
      layer: async () => ({ parts: [], debian: [glibc], unpacked: [] }),
      putLayer: async () => undefined,
      forget: async () => undefined,
    },
    sources: { file: async () => null },
  };
  return { kept, of: () => makeSbom(deps, wish) };
}

test("makes the list of an image that is there anew when an earlier release made it", async () => {
  const { kept, of } = world(true, "the former list");
  const made = await of();
  expect(made).toContain("upstream=glibc");
  expect(kept.get(digest)).toBe(made);
  expect(await of()).toBe(made);
});

test("gives the list that an earlier release made of an image that is gone, and says so when there is none", async () => {
  expect(await world(false, "the former list").of()).toBe("the former list");
  await expect(world(false, null).of()).rejects.toThrow("is not kept any more");
});
