import { describe, expect, it } from "vitest";
import { runKind, type VitestEnd, type VitestRun } from "./run-kind.ts";

const file = (name: string, ...statuses: readonly string[]) => ({
  name,
  status: statuses.includes("failed") || statuses.length === 0 ? "failed" : "passed",
  message: "it does not load\n    at line 3",
  assertionResults: statuses.map((status, at) => ({
    status,
    fullName: `${name} ${at}`,
    failureMessages: status === "failed" ? ["wrong\n    at line 9"] : [],
  })),
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
    expect(result).toEqual({ passed: 3, failed: 0, skipped: 1, unsteady: [], broken: [] });
    expect(runs).toEqual([{ kind: "parts", files: [], timeoutMs: 600_000 }]);
  });

  it("counts a file that passes alone as passed, and names it", async () => {
    const { result, runs } = await play(
      ended(1, file("a", "passed"), file("b", "passed", "failed")),
      ended(0, file("b", "passed", "passed")),
    );
    expect(result).toEqual({ passed: 3, failed: 0, skipped: 0, unsteady: [{ file: "b", said: ["b 1: wrong"] }], broken: [] });
    expect(runs[1]).toEqual({ kind: "parts", files: ["b"], timeoutMs: 500_000 });
  });

  it("counts a file that fails twice as failed", async () => {
    const { result } = await play(ended(1, file("a", "failed", "failed")), ended(1, file("a", "failed", "passed")));
    expect(result).toMatchObject({ failed: 2, unsteady: [], broken: [{ file: "a", said: ["a 0: wrong", "a 1: wrong"] }] });
  });

  it("counts a file that cannot be read as failed", async () => {
    const { result } = await play(ended(1, file("a")), ended(1, file("a")));
    expect(result).toMatchObject({ failed: 1, broken: [{ file: "a", said: ["it does not load"] }] });
  });

  it("counts an error outside of every test as failed", async () => {
    expect((await play(ended(1, file("a", "passed")))).result).toMatchObject({
      passed: 1,
      failed: 1,
      broken: [{ file: "parts", said: ["an error outside of every test"] }],
    });
  });

  it("counts a run that was ended as failed, and does not begin it again", async () => {
    const { result, runs } = await play({ code: null, report: null });
    expect(result).toMatchObject({ passed: 0, failed: 1, skipped: 0, unsteady: [], broken: [{ file: "parts" }] });
    expect(runs).toHaveLength(1);
  });

  it("begins nothing again that its bound does not leave time for", async () => {
    const bad = Array.from({ length: 9 }, (_, n) => file(String(n), "failed"));
    const { result, runs } = await play(ended(1, ...bad), ...bad.map((each) => ended(1, each)));
    expect(runs).toHaveLength(6);
    expect(result.failed).toBe(9);
    expect(result.broken).toHaveLength(9);
  });
});

it("what a failed test said is told from both ends, when it is long", async () => {
  const long = {
    ...file("a", "failed"),
    assertionResults: [
      { status: "failed", fullName: "a", failureMessages: [`begin ${"x\n".repeat(2000)} expected 1 to be 130\n    at z`] },
    ],
  };
  const { result } = await play(ended(1, long), ended(1, long));
  expect(result.broken[0]?.said[0]).toMatch(/^a: begin x x .* … .* expected 1 to be 130$/);
});
