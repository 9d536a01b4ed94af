import { Moment, ToolName } from "@sluice/contract";
import { expect, test } from "vitest";
import { atOnce } from "./in-turns.ts";
import { planRest, type RestFacts } from "./plan-rest.ts";

const now = Date.parse("2026-03-01T12:00:00.000Z");
const hour = 3_600_000;
const at = (hoursAgo: number): Moment => Moment.parse(new Date(now - hoursAgo * hour).toISOString());
const tool = (name: string): ToolName => ToolName.parse(name);

const facts: RestFacts = {
  rules: { releases: 10, graceMs: 24 * hour, builds: 50, buildsMs: 30 * 24 * hour, cachesMs: 14 * 24 * hour, setsMs: 30 * 24 * hour },
  now,
  pressed: false,
  tools: new Map([[tool("foo"), at(2)]]),
  previews: new Set(["new-look--foo"]),
  busy: new Set(),
  names: new Map(),
  fates: new Map(),
  inRegistry: new Set(),
  copies: [],
  caches: [],
  kept: [],
  builds: [],
  logs: [],
  knownBuilds: new Set([7]),
  knownRuns: new Set(),
};

const fates = (of: Partial<RestFacts>): Readonly<Record<string, string>> =>
  Object.fromEntries(atOnce(planRest({ ...facts, ...of })).map(({ name, fate }) => [name, fate]));

test("logs of tools and previews that there are stay, those of gone ones go after the grace", () => {
  const kept = (name: string, hoursAgo: number) => ({ tool: name as ToolName, bytes: 1, written: at(hoursAgo) });
  expect(
    fates({ kept: [kept("foo", 100), kept("new-look--foo", 100), kept("old-look--foo", 100), kept("bar", 100), kept("baz", 1)] }),
  ).toEqual({
    foo: "stays",
    "new-look--foo": "stays",
    "old-look--foo": "goes",
    bar: "goes",
    baz: "waits",
  });
});

test("what a preview printed is told as its tool's", () => {
  const kept = [{ tool: "look--foo" as ToolName, bytes: 1, written: at(100) }];
  expect(atOnce(planRest({ ...facts, kept })).map(({ name, tool }) => [name, tool])).toEqual([["look--foo", "foo"]]);
});

test("a log goes with what it is of", () => {
  const log = (name: string, hoursAgo: number, open = false) => ({ log: name, bytes: 1, written: at(hoursAgo), open });
  const logs = [
    log("build-7", 100),
    log("build-8", 100),
    log("build-9", 1),
    log("build-10", 100, true),
    log("run-3", 100),
    log("release-foo-4", 100),
    log("release-new-look--foo-1", 100),
    log("release-old-look--foo-1", 100),
    log("release-foo-1", 31 * 24),
  ];
  expect(fates({ logs })).toEqual({
    "build-7": "stays",
    "build-8": "goes",
    "build-9": "waits",
    "build-10": "stays",
    "run-3": "goes",
    "release-foo-4": "stays",
    "release-new-look--foo-1": "stays",
    "release-old-look--foo-1": "goes",
    "release-foo-1": "goes",
  });
});

test("a cache stays while it is of use, and a low disk has less patience", () => {
  const cache = (name: string, hoursAgo: number) => ({ tool: name, used: at(hoursAgo) });
  const tools = new Map([
    [tool("foo"), at(2)],
    [tool("idle"), at(15 * 24)],
    [tool("rare"), at(48)],
  ]);
  const caches = [cache("foo", 2), cache("idle", 15 * 24), cache("rare", 48), cache("gone", 48), cache("just-gone", 1)];
  expect(fates({ tools, caches })).toEqual({ foo: "stays", idle: "goes", rare: "stays", gone: "goes", "just-gone": "waits" });
  expect(fates({ tools, caches, pressed: true })).toMatchObject({ foo: "stays", rare: "goes" });
  expect(fates({ tools, caches, busy: new Set([tool("idle")]) })).toMatchObject({ idle: "stays" });
});
