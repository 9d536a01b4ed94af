import { type Digest, ToolName } from "@sluice/contract";
import { expect, test } from "vitest";
import { compileLanguages } from "../../src/core/languages/compile.ts";
import { parseLanguage } from "../../src/core/languages/parse-language.ts";
import type { BuildRequest } from "../../src/core/ports/engine.ts";
import { type Built, type EngineUnderTest, runOne } from "./engine.contract.ts";

const lender = parseLanguage(
  String.raw`id: lender
name: Lender
detect: { files: [lock] }
steps:
  - id: deps
    key: [lock]
    layer: { launch: true, build: true }
    run: cp lock "$LAYER/found"
  - id: pages
    run: |
      cat "$CNB_LAYERS_DIR/deps/found" > page
      echo "page of $(cat page) by $(readlink "$CNB_LAYERS_DIR/deps" || echo itself)" > "$DETAIL"
      echo "there is $(ls "$SLUICE_KEPT_LAYERS" | tr '\n' ' ')for it"
      for path in "$SLUICE_KEPT_LAYERS" "$SLUICE_KEPT_LAYERS"/*; do
        if [ -w "$path" ]; then echo "could write $path"; fi
      done
`,
  "lender.yaml",
);
const buildpacks = compileLanguages([lender]);
const order = `[[order]]\n${buildpacks.packs.map(({ id, version }) => `[[order.group]]\nid = "${id}"\nversion = "${version}"\n`).join("")}`;

/** What an engine must do that keeps layers which later steps need. */
export function engineLendsContract(setUp: () => EngineUnderTest): void {
  const tool = ToolName.parse("engine-lends");
  const build = (text: string, previous: Digest | null, change: Partial<BuildRequest> = {}): Promise<Built> =>
    runOne(setUp(), { lock: "one\n", "source.txt": text }, { tool, buildpacks, order, previous, ...change });
  const layersOf = async ({ outcome, text }: Built): Promise<{ digest: Digest; layers: readonly string[] }> => {
    if (outcome.kind !== "built") throw new Error(`not built: ${JSON.stringify(outcome)}\n${text}`);
    return { digest: outcome.digest, layers: (await setUp().image(outcome.repository, outcome.digest)).layers };
  };

  test("lends a layer that later steps need to the tool's next build, and takes it from the last image", async () => {
    const first = await build("a", null);
    expect(first.text).toContain("page of one by itself");
    const before = await layersOf(first);
    const second = await build("b", before.digest);
    expect(second.text).toContain("deps: unchanged (lock)");
    expect(second.text).toMatch(/page of one by \/kept\/\w+\/deps\/\w+/);
    expect(second.text).not.toContain("could write");
    const after = await layersOf(second);
    expect(after.layers.filter((layer) => !before.layers.includes(layer))).toHaveLength(1);
    expect(after.layers).toHaveLength(before.layers.length);
  });

  test("makes a layer again when the image that has it is gone, and shows none to another tool", async () => {
    await layersOf(await build("a", null));
    const again = await build("c", null);
    expect(again.text).toContain("page of one by itself");
    expect(again.text).toContain("there is sluice_lender for it");
    const elsewhere = await build("d", null, { tool: ToolName.parse("engine-lends-not") });
    expect(elsewhere.text).toContain("there is for it");
  });
}
