import { type CommitHash, Digest, Moment, ToolName, type Vulnerability } from "@sluice/contract";
import { expect, test } from "vitest";
import type { AcceptanceStore } from "../ports/acceptance-store.ts";
import type { DueScan, KeptScan, ScanStore } from "../ports/scan-store.ts";
import { ScannerFailed } from "../ports/vulnerability-scanner.ts";
import { found, noneFound } from "../../../test/fixtures/found.ts";
import { scanWork } from "./scan-work.ts";

const hour = 3600_000;
const wish = (name: string): DueScan => ({
  tool: ToolName.parse(name),
  image: Digest.parse(`sha256:${"a".repeat(64)}`),
  commit: "b".repeat(40) as CommitHash,
});

/** Live images by name, a clock, and a scanner that says what it is told to. */
function world(names: readonly string[]) {
  const scans = new Map<string, KeptScan>();
  const asked: string[] = [];
  let now = Date.UTC(2026, 0, 1);
  let says: () => readonly Vulnerability[] = () => [];
  const store: ScanStore & Pick<AcceptanceStore, "forgetAcceptances"> = {
    scan: async (tool) => scans.get(tool) ?? null,
    putScan: async (scan) => void scans.set(scan.tool, scan),
    dueScans: async (before, again, limit) =>
      names
        .filter((name) => {
          const scan = scans.get(name);
          return scan === undefined || scan.at < before || (scan.problem !== null && scan.at < again);
        })
        .slice(0, limit)
        .map(wish),
    liveScans: async () => [],
    vulnerabilityCounts: async () => new Map(),
    forgetScans: async () => undefined,
    forgetAcceptances: async () => undefined,
  };
  let next = Promise.withResolvers<void>();
  let rested = Promise.withResolvers<void>();
  const work = scanWork(
    {
      scanner: {
        async scan(sbom) {
          asked.push(sbom);
          return says();
        },
      },
      sboms: { of: async ({ tool }) => tool },
      store,
      clock: { now: () => Moment.parse(new Date(now).toISOString()), monotonic: () => now },
    },
    {
      everyMs: 24 * hour,
      againMs: hour,
      rest: (signal) => {
        rested.resolve();
        signal.addEventListener("abort", () => next.resolve());
        return next.promise;
      },
      onProblem: (what, error) => {
        throw new Error(what, { cause: error });
      },
    },
  );
  return {
    work,
    scans,
    asked,
    say: (answer: () => readonly Vulnerability[]) => (says = answer),
    /** Lets it look for work once, after a time. */
    async pass(afterMs: number) {
      await rested.promise;
      now += afterMs;
      rested = Promise.withResolvers<void>();
      const go = next;
      next = Promise.withResolvers<void>();
      go.resolve();
      await rested.promise;
    },
  };
}

test("scans what is live, and again when its time has come, for what became known since", async () => {
  const { work, pass, say, scans, asked } = world(["a1", "b1"]);
  await pass(0);
  expect(asked).toEqual(["a1", "b1"]);
  await pass(hour);
  expect(asked).toHaveLength(2);
  say(() => [found("critical")]);
  await pass(24 * hour);
  expect(asked).toEqual(["a1", "b1", "a1", "b1"]);
  expect(scans.get("a1")?.counts).toEqual({ ...noneFound, critical: 1 });
  await work.stop();
});

test("keeps what was known when the scanner fails, tries again after a while, and leaves the rest alone", async () => {
  const { work, pass, say, scans, asked } = world(["a1", "b1", "c1", "d1", "e1"]);
  say(() => [found("high")]);
  await pass(0);
  say(() => {
    throw new ScannerFailed("the scanner has no database");
  });
  asked.length = 0;
  await pass(25 * hour);
  expect(asked).toEqual(["a1", "b1", "c1"]);
  expect(scans.get("a1")).toMatchObject({ problem: "the scanner has no database", counts: { high: 1 }, found: [{ severity: "high" }] });
  say(() => []);
  await pass(2 * hour);
  expect(scans.get("a1")).toMatchObject({ problem: null, counts: noneFound });
  expect(scans.get("e1")).toMatchObject({ problem: null, counts: noneFound });
  await work.stop();
});

test("tells what is kept without a scan, and scans what is not", async () => {
  const { work, pass, asked } = world(["a1"]);
  await pass(0);
  await work.of(wish("a1"));
  expect(asked).toEqual(["a1"]);
  expect((await work.of(wish("z1"))).problem).toBeNull();
  expect(asked).toEqual(["a1", "z1"]);
  await work.stop();
});
