import { type Embargo, EmbargoTitle, Moment, UserName } from "@sluice/contract";
import { expect, test } from "vitest";
import { addTool, ann, at, bob, toolOf } from "./store-samples.ts";
import { type Fresh, openFor } from "./store-under-test.ts";

const eve = UserName.parse("eve");
const foo = toolOf("foo");
const nameOf = (digit: string) => toolOf(`embargo-${digit.repeat(20)}`);
const title = EmbargoTitle.parse("fix-1");
const names = (rows: readonly Pick<Embargo, "tool">[]) => rows.map(({ tool }) => tool);

export function embargoesContract(fresh: Fresh): void {
  test("gives roles in an embargo to its own members alone, until it is disclosed", async () => {
    const under = await fresh();
    const store = await openFor(under);
    await addTool(store, "foo");
    await store.putMember(foo, { user: eve, role: "viewer" });
    const [one, other] = [nameOf("1"), nameOf("2")];
    const row = (name: typeof one, ms: number) => ({ name, created: Moment.parse(at(ms)), createdBy: ann });
    expect(await store.openEmbargo(row(one, 1), { of: foo, title }, [bob, ann])).toBe(true);
    expect(await store.openEmbargo(row(one, 2), { of: foo, title }, [])).toBe(false);
    expect(await store.openEmbargo(row(other, 3), { of: foo, title }, [])).toBe(true);
    const again = await openFor(under);
    expect(await again.members(one)).toEqual([
      { user: ann, role: "maintainer" },
      { user: bob, role: "maintainer" },
    ]);
    expect(await again.embargo(one)).toEqual({ tool: one, of: foo, title, by: ann, at: at(1), disclosed: null });
    expect(await again.embargo(foo)).toBeNull();
    expect(names(await again.embargoes({ user: ann }))).toEqual([other, one]);
    expect(names(await again.embargoes({ user: bob, of: foo }))).toEqual([one]);
    expect(names(await again.embargoes({ user: eve }))).toEqual([]);
    expect(names(await again.embargoes({ user: null, of: toolOf("bar") }))).toEqual([]);
    expect(names(await again.embargoes({ user: null }))).toEqual([other, one]);
    expect(await again.role(one, eve)).toBeNull();
    const seen = async (list: "tools" | "toolsSeenBy", user: UserName) => (await again[list](user, { limit: 10 })).map(({ name }) => name);
    expect(await seen("tools", eve)).toEqual([foo]);
    expect(await seen("toolsSeenBy", eve)).toEqual([foo]);
    expect(await seen("toolsSeenBy", bob)).toEqual([one, foo]);

    const disclosed = { by: ann, at: Moment.parse(at(9)) };
    expect(await again.disclose(one, disclosed)).toBe(true);
    expect(await again.disclose(one, { ...disclosed, at: Moment.parse(at(10)) })).toBe(false);
    expect(await again.embargo(one)).toMatchObject({ disclosed: { ...disclosed, branches: null } });
    expect(await again.role(one, eve)).toBe("viewer");
    expect(await again.role(one, ann)).toBe("maintainer");
    expect(await again.role(other, eve)).toBeNull();
    expect(await seen("tools", eve)).toEqual([one, foo]);
    expect(names(await again.embargoes({ user: eve }))).toEqual([one]);
    expect(names(await again.unfinishedDisclosures())).toEqual([one]);
    await again.setDisclosedBranches(one, "disclosed/fix-1");
    expect(await again.unfinishedDisclosures()).toEqual([]);
    expect(await again.embargo(one)).toMatchObject({ disclosed: { branches: "disclosed/fix-1" } });
  });

  test("shows what was disclosed to nobody who makes a new tool of the old name", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    const one = nameOf("3");
    await store.openEmbargo({ name: one, created: Moment.parse(at(1)), createdBy: ann }, { of: foo, title }, []);
    await store.disclose(one, { by: ann, at: Moment.parse(at(2)) });
    expect(await store.deleteTool(foo)).toBe(true);
    await store.createTool({ name: foo, created: Moment.parse(at(3)), createdBy: eve }, eve);
    expect(await store.embargo(one)).toMatchObject({ of: null });
    expect(await store.role(one, eve)).toBeNull();
    expect(await store.unfinishedDisclosures()).toEqual([]);
    expect(await store.deleteTool(one)).toBe(true);
    expect(await store.embargo(one)).toBeNull();
  });
}
