import { Moment } from "@sluice/contract";
import { expect, test } from "vitest";
import { addTool, ann, at, bob, commitOf, image, newBuild, toolOf } from "./store-samples.ts";
import { type Fresh, openFor, openFour } from "./store-under-test.ts";

const foo = toolOf("foo");

export function toolsContract(fresh: Fresh): void {
  test("creates a tool with its maintainer, once", async () => {
    const store = await openFor(await fresh());
    const tool = { name: foo, created: Moment.parse(at(5)), createdBy: bob };
    expect(await store.createTool(tool, ann)).toBe(true);
    expect(await store.createTool(tool, bob)).toBe(false);
    expect(await store.tool(foo)).toEqual(tool);
    expect(await store.members(foo)).toEqual([{ user: ann, role: "maintainer" }]);
  });

  test("of many who create the same tool at once, one does", async () => {
    const stores = await openFour(await fresh());
    const tool = { name: foo, created: Moment.parse(at(0)), createdBy: ann };
    const made = await Promise.all([...stores, ...stores].map((store) => store.createTool(tool, ann)));
    expect(made.filter(Boolean)).toHaveLength(1);
  });

  test("lists tools by byte order of their names, page by page, all or those of a member", async () => {
    const store = await openFor(await fresh());
    for (const name of ["ab", "a-b", "a0", "b1"]) await addTool(store, name);
    await store.putMember(toolOf("b1"), { user: bob, role: "viewer" });
    const names = async (...args: Parameters<typeof store.tools>) => (await store.tools(...args)).map(({ name }) => name);
    expect(await names(null, { limit: 10 })).toEqual(["a-b", "a0", "ab", "b1"]);
    expect(await names(null, { limit: 2, before: "a-b" })).toEqual(["a0", "ab"]);
    expect(await names(bob, { limit: 10 })).toEqual(["b1"]);
    expect(await names(ann, { limit: 10, before: "ab" })).toEqual(["b1"]);
  });

  test("adds, changes and removes members", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    expect(await store.role(foo, bob)).toBeNull();
    await store.putMember(foo, { user: bob, role: "viewer" });
    await store.putMember(foo, { user: bob, role: "maintainer" });
    expect(await store.role(foo, bob)).toBe("maintainer");
    expect(await store.removeMember(foo, bob)).toBe(true);
    expect(await store.removeMember(foo, bob)).toBe(false);
    expect(await store.role(foo, bob)).toBeNull();
  });

  test("deleting a tool removes all it has, ends its narrow tokens, and leaves the audit log", async () => {
    const store = await openFor(await fresh());
    await addTool(store, "foo");
    const created = Moment.parse(at(0));
    const base = {
      user: ann,
      label: "",
      created,
      expires: null,
      lastUsed: null,
      revoked: false,
    } as const;
    await store.addToken({ ...base, id: "narrow", hash: "h1", scope: "tool:push", tool: foo });
    await store.addToken({ ...base, id: "wide", hash: "h2", scope: "all", tool: null });
    await store.audit({
      at: created,
      user: "ann",
      action: "tool.create",
      subject: "foo",
      from: "",
      result: "done",
      detail: {},
    });
    const { build } = await store.enqueue(newBuild("foo", 1), at(1));
    await store.claim("one", at(2), 1_000, 1);
    await store.addRelease({
      tool: foo,
      build: build.id,
      commit: commitOf(1),
      subject: "",
      author: ann,
      cause: "push",
      settings: 0,
      image,
      created,
    });

    expect(await store.deleteTool(foo)).toBe(true);
    expect(await store.deleteTool(foo)).toBe(false);
    expect(await store.tool(foo)).toBeNull();
    expect(await store.members(foo)).toEqual([]);
    expect(await store.build(build.id)).toBeNull();
    expect(await store.releases(foo, { limit: 9 })).toEqual([]);
    expect((await store.renew(build.id, "one", at(3), 1_000)).held).toBe(false);
    expect(
      await store.finish(build.id, "one", { state: "failed", fault: null, reason: null, image: null, release: null, steps: [] }, at(4)),
    ).toBe(false);
    expect((await store.tokenByHash("h1"))?.revoked).toBe(true);
    expect((await store.tokenByHash("h2"))?.revoked).toBe(false);
    expect(await store.auditLog({ limit: 9 })).toHaveLength(1);

    await addTool(store, "foo");
    expect((await store.enqueue(newBuild("foo", 1), at(5))).build.id).toBeGreaterThan(build.id);
  });
}
