import { Moment, type Signer } from "@sluice/contract";
import { expect, test } from "vitest";
import { addTool, ann, at, toolOf } from "./store-samples.ts";
import { type Fresh, openFor } from "./store-under-test.ts";

const signer = (n: number): Signer => ({
  id: String(n).repeat(32),
  kind: n === 1 ? "ssh" : "openpgp",
  fingerprint: `SHA256:${n}`,
  name: `key ${n}`,
  key: `ssh-ed25519 ${n}`,
  by: ann,
  at: Moment.parse(at(n)),
});

export function signersContract(fresh: Fresh): void {
  test("keeps the keys of each tool over a restart, each once, until they are removed or the tool is", async () => {
    const under = await fresh();
    const store = await openFor(under);
    const [foo, bar] = [toolOf("foo"), toolOf("bar")];
    await addTool(store, "foo");
    await addTool(store, "bar");
    expect(await store.addSigner(foo, signer(2))).toBe(true);
    expect(await store.addSigner(foo, signer(1))).toBe(true);
    expect(await store.addSigner(foo, { ...signer(1), name: "again" })).toBe(false);
    expect(await store.addSigner(bar, signer(1))).toBe(true);
    const again = await openFor(under);
    expect(await again.signers(foo)).toEqual([signer(1), signer(2)]);
    expect(await again.removeSigner(foo, signer(1).id)).toBe(true);
    expect(await again.removeSigner(foo, signer(1).id)).toBe(false);
    expect(await again.signers(foo)).toEqual([signer(2)]);
    await again.deleteTool(bar);
    await addTool(again, "bar");
    expect(await again.signers(bar)).toEqual([]);
  });
}
