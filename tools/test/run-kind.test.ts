import { describe, expect, it } from "vitest";
import { runKind, type VitestEnd, type VitestRun } from "./run-kind.ts";

const file = (name: string, ...statuses: readonly string[]) => ({
  name,
  status: statuses.includes("failed") || statuses.length === 0 ? "failed" : "passed",
  assertionResults: statuses.map((status) => ({ status })),
});
const ended = (code: number | null, ...testResults: readonly ReturnType<typeof file>[]): VitestEnd => ({ code, report: { testResults } });

async function play(...ends: readonly VitestEnd[]) {
  const runs: VitestRun[] = [];
  let time = 0;
  const result = await runKind(
    "parts",
    600_000,
    () => time,
    async (run) => {
      time += 100_000;
      return ends[runs.push(run) - 1] ?? { code: null, report: null };
    },
  );
  return { result, runs };
}

describe("a kind of suites", () => {
  it("is counted by its files", async () => {
    const { result, runs } = await play(ended(0, file("a", "passed", "passed"), file("b", "passed", "pending")));
    expect(result).toEqual({ passed: 3, failed: 0, skipped: 1, unsteady: [] });
    expect(runs).toEqual([{ kind: "parts", files: [], timeoutMs: 600_000 }]);
  });

  it("counts a file that passes alone as passed, and names it", async () => {
    const { result, runs } = await play(
      ended(1, file("a", "passed"), file("b", "passed", "failed")),
      ended(0, file("b", "passed", "passed")),
    );
    expect(result).toEqual({ passed: 3, failed: 0, skipped: 0, unsteady: ["b"] });
    expect(runs[1]).toEqual({ kind: "parts", files: ["b"], timeoutMs: 500_000 });
  });

  it("counts a file that fails twice as failed", async () => {
    const { result } = await play(ended(1, file("a", "failed", "failed")), ended(1, file("a", "failed", "passed")));
    expect(result).toMatchObject({ failed: 2, unsteady: [] });
  });

  it("counts a file that cannot be read as failed", async () => {
    expect((await play(ended(1, file("a")), ended(1, file("a")))).result).toMatchObject({ failed: 1 });
  });

  it("counts an error outside of every test as failed", async () => {
    expect((await play(ended(1, file("a", "passed")))).result).toMatchObject({ passed: 1, failed: 1 });
  });

  it("counts a run that was ended as failed, and does not begin it again", async () => {
    const { result, runs } = await play({ code: null, report: null });
    expect(result).toEqual({ passed: 0, failed: 1, skipped: 0, unsteady: [] });
    expect(runs).toHaveLength(1);
  });

  it("begins nothing again that its bound does not leave time for", async () => {
    const bad = Array.from({ length: 9 }, (_, n) => file(String(n), "failed"));
    const { result, runs } = await play(ended(1, ...bad), ...bad.map((each) => ended(1, each)));
    expect(runs).toHaveLength(6);
    expect(result.failed).toBe(9);
  });
});
