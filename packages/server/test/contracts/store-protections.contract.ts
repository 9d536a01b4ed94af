import { Digest, Moment } from "@sluice/contract";
import { expect, test } from "vitest";
import { addTool, ann, at, toolOf } from "./store-samples.ts";
import { type Fresh, openFor } from "./store-under-test.ts";

const digestOf = (n: number): Digest => Digest.parse(`sha256:${String(n).repeat(64)}`);

export function protectionsContract(fresh: Fresh): void {
  test("keeps which tools are protected, and the last promotion that was asked for, over a restart", async () => {
    const under = await fresh();
    const store = await openFor(under);
    const [foo, bar] = [toolOf("foo"), toolOf("bar")];
    await addTool(store, "foo");
    await addTool(store, "bar");
    const protection = { by: ann, at: Moment.parse(at(1)) };
    const asked = { from: bar, image: digestOf(1), by: ann, at: Moment.parse(at(2)) };
    expect(await store.protection(foo)).toBeNull();
    expect(await store.protect(foo, protection)).toBe(true);
    expect(await store.protect(foo, { ...protection, at: Moment.parse(at(5)) })).toBe(false);
    await store.askPromotion(foo, { ...asked, image: digestOf(2) });
    await store.askPromotion(foo, asked);
    const again = await openFor(under);
    expect(await again.protection(foo)).toEqual(protection);
    expect(await again.askedPromotion(foo)).toEqual(asked);
    expect(await again.askedPromotion(bar)).toBeNull();
    await again.forgetAsked(foo);
    expect(await again.askedPromotion(foo)).toBeNull();
    await again.askPromotion(foo, asked);
    expect(await again.unprotect(foo)).toBe(true);
    expect(await again.unprotect(foo)).toBe(false);
    expect(await again.askedPromotion(foo)).toBeNull();
    await again.protect(foo, protection);
    await again.deleteTool(foo);
    await addTool(again, "foo");
    expect(await again.protection(foo)).toBeNull();
  });
}
