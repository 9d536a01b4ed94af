import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isChange, routes, ToolName, UserName, type Access, type Route, type Scope } from "@sluice/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "../src/adapters/store-sql/open.ts";
import { authorize } from "../src/core/access/authorize.ts";
import { ensureFirstAdmin } from "../src/core/access/first-admin.ts";
import { authenticate } from "../src/core/access/authenticate.ts";
import { createToken, revokeToken } from "../src/core/access/tokens.ts";
import type { Store } from "../src/core/ports/store.ts";
import { systemRandom } from "../src/adapters/clock-system/clock.ts";

const tool = ToolName.parse("shop");
const me = (user: string, admin = false, scope: Scope = "all", bound: ToolName | null = null) => ({
  user: UserName.parse(user),
  admin,
  scope,
  tool: bound,
});

/** Who calls, with the role in the tool, and up to which access they come. */
const callers = {
  admin: {
    me: me("root", true),
    role: null,
    reads: ["signed-in", "viewer", "maintainer", "admin"],
    writes: ["signed-in", "viewer", "maintainer", "admin"],
  },
  maintainer: {
    me: me("ada"),
    role: "maintainer",
    reads: ["signed-in", "viewer", "maintainer"],
    writes: ["signed-in", "viewer", "maintainer"],
  },
  viewer: { me: me("vi"), role: "viewer", reads: ["signed-in", "viewer"], writes: ["signed-in", "viewer"] },
  stranger: { me: me("bob"), role: null, reads: ["signed-in"], writes: ["signed-in"] },
  "read token": { me: me("ada", false, "read"), role: "maintainer", reads: ["signed-in", "viewer", "maintainer"], writes: [] },
  "control token": { me: me("root", true, "control:push"), role: null, reads: ["signed-in"], writes: [] },
  "push token": { me: me("ada", false, "tool:push", tool), role: "maintainer", reads: ["signed-in"], writes: [] },
} as const;

describe("every route as every role", () => {
  for (const [name, caller] of Object.entries(callers)) {
    it.each(Object.entries<Route>(routes))(`${name}: %s`, (_, route) => {
      const writes = isChange(route);
      const about = route.path.includes(":tool") ? { bound: true, role: caller.role } : null;
      const decision = authorize(caller.me, { access: route.access, writes, tool: about });
      const allowed = ((writes ? caller.writes : caller.reads) as readonly Access[]).includes(route.access);
      expect(decision.allowed).toBe(allowed);
    });
  }

  it("hides a tool from a token that is bound to another", () => {
    expect(
      authorize(me("ada", true, "all", tool), { access: "viewer", writes: false, tool: { bound: false, role: "maintainer" } }),
    ).toMatchObject({
      allowed: false,
      hide: true,
    });
  });
});

describe("tokens", () => {
  let directory: string;
  let store: Store;
  let time = "2026-01-01T00:00:00.000Z";
  const clock = { now: () => time, monotonic: () => 0 };
  const random = systemRandom;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "sluice-access-"));
    store = await openStore({ kind: "sqlite", file: join(directory, "store.db") });
  });
  afterAll(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  it("makes the first admin once, and keeps the value before it counts", async () => {
    const kept: string[] = [];
    const keep = async (value: string): Promise<void> => void kept.push(value);
    expect(await ensureFirstAdmin({ store, clock, random, keep })).toBe(true);
    expect(await ensureFirstAdmin({ store, clock, random, keep })).toBe(false);
    expect(kept).toHaveLength(1);
    expect(await authenticate(store, clock, kept[0] ?? "")).toMatchObject({ user: "admin", admin: true, scope: "all" });
    expect(JSON.stringify(await store.tokens(null))).not.toContain(kept[0]);
  });

  it("refuses an unknown, an ended and a revoked token", async () => {
    const { token, value } = await createToken({ store, clock, random }, me("ada"), { label: "ci", scope: "all", days: 1 });
    expect(await authenticate(store, clock, `${value.slice(0, -1)}${value.endsWith("0") ? "1" : "0"}`)).toBeNull();
    expect(await authenticate(store, clock, value)).toMatchObject({ user: "ada" });
    time = "2026-01-03T00:00:00.000Z";
    expect(await authenticate(store, clock, value)).toBeNull();
    time = "2026-01-01T00:00:00.000Z";
    await revokeToken({ store, clock, random }, me("ada"), token.id);
    expect(await authenticate(store, clock, value)).toBeNull();
  });

  it("lets no narrow token make tokens, and nobody but an admin for others", async () => {
    const wish = { label: "x", scope: "all" as const };
    await expect(createToken({ store, clock, random }, me("ada", true, "read"), wish)).rejects.toThrow("narrow");
    await expect(createToken({ store, clock, random }, me("ada"), { ...wish, user: UserName.parse("bob") })).rejects.toThrow("admins");
    await expect(createToken({ store, clock, random }, me("ada"), { ...wish, scope: "control:read" })).rejects.toThrow("Only admins");
    await expect(createToken({ store, clock, random }, me("root", true), { ...wish, scope: "control:push", tool })).rejects.toThrow(
      "all tools",
    );
    await expect(createToken({ store, clock, random }, me("ada"), { ...wish, scope: "tool:push" })).rejects.toThrow("names its tool");
  });
});
