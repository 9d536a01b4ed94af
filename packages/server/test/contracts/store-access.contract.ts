import { Moment } from "@sluice/contract";
import { expect, test } from "vitest";
import type { StoredToken } from "../../src/core/ports/store.ts";
import { ann, at, bob, toolOf } from "./store-samples.ts";
import { type Fresh, openFor } from "./store-under-test.ts";

function token(id: string, more: Partial<StoredToken> = {}): StoredToken {
  return {
    id,
    hash: `hash-${id}`,
    user: ann,
    label: "laptop",
    scope: "all",
    tool: null,
    created: Moment.parse(at(0)),
    expires: null,
    lastUsed: null,
    revoked: false,
    ...more,
  };
}

export function accessContract(fresh: Fresh): void {
  test("keeps users, and changes them", async () => {
    const store = await openFor(await fresh());
    expect(await store.user(ann)).toBeNull();
    await store.putUser({ name: ann, admin: false });
    await store.putUser({ name: ann, admin: true });
    expect(await store.user(ann)).toEqual({ name: ann, admin: true });
    expect(await store.countUsers()).toBe(1);
  });

  test("finds a token by its hash, over restarts", async () => {
    const under = await fresh();
    const narrow = token("t1", {
      scope: "tool:push",
      tool: toolOf("foo"),
      expires: Moment.parse(at(9)),
    });
    await (await openFor(under)).addToken(narrow);
    const store = await openFor(under);
    expect(await store.tokenByHash("hash-t1")).toEqual(narrow);
    expect(await store.tokenByHash("hash-t2")).toBeNull();
  });

  test("refuses two tokens of one hash", async () => {
    const store = await openFor(await fresh());
    await store.addToken(token("t1"));
    await expect(store.addToken(token("t2", { hash: "hash-t1" }))).rejects.toThrow();
  });

  test("lists tokens of one user or of all, without their hashes", async () => {
    const store = await openFor(await fresh());
    await store.addToken(token("t1"));
    await store.addToken(token("t2", { user: bob }));
    expect((await store.tokens(ann)).map(({ id }) => id)).toEqual(["t1"]);
    const all = await store.tokens(null);
    expect(all.map(({ id }) => id)).toEqual(["t1", "t2"]);
    expect(all[0]).not.toHaveProperty("hash");
  });

  test("revokes one's own token, and with no user given anybody's", async () => {
    const store = await openFor(await fresh());
    await store.addToken(token("t1"));
    expect(await store.revokeToken("t1", bob)).toBe(false);
    expect((await store.tokenByHash("hash-t1"))?.revoked).toBe(false);
    expect(await store.revokeToken("t1", ann)).toBe(true);
    expect((await store.tokenByHash("hash-t1"))?.revoked).toBe(true);
    expect(await store.revokeToken("t2", null)).toBe(false);
  });

  test("writes a token's use at most once a minute", async () => {
    const store = await openFor(await fresh());
    await store.addToken(token("t1"));
    const seen = [];
    for (const ms of [1_000, 60_999, 61_000]) {
      await store.tokenUsed("t1", at(ms));
      seen.push((await store.tokenByHash("hash-t1"))?.lastUsed);
    }
    expect(seen).toEqual([at(1_000), at(1_000), at(61_000)]);
  });

  test("gives the audit log newest first, page by page", async () => {
    const store = await openFor(await fresh());
    const entry = {
      at: Moment.parse(at(0)),
      user: "ann",
      action: "tool.create",
      subject: "foo",
      from: "::1",
    };
    for (let n = 1; n <= 5; n += 1) await store.audit({ ...entry, result: "done", detail: { n, deep: [true, null] } });
    const first = await store.auditLog({ limit: 2 });
    expect(first.map(({ detail }) => detail["n"])).toEqual([5, 4]);
    expect(first[0]).toMatchObject({ ...entry, result: "done", detail: { deep: [true, null] } });
    const second = await store.auditLog({ limit: 9, before: String(first[1]?.id) });
    expect(second.map(({ detail }) => detail["n"])).toEqual([3, 2, 1]);
  });

  test("refuses to page from what is no number", async () => {
    const store = await openFor(await fresh());
    await expect(store.auditLog({ limit: 2, before: "x" })).rejects.toMatchObject({
      code: "invalid-request",
    });
  });

  test("answers a ping", async () => {
    await (await openFor(await fresh())).ping();
  });
}
