import { ReleaseFile, ToolName } from "@sluice/contract";
import { expect, test } from "vitest";
import type { Candidate } from "./health.ts";
import { ownPort, watchElsewhere } from "./elsewhere.ts";

test.each<[string, number | null, readonly string[]]>([
  ["the one other port is found", 8080, ["0.0.0.0:8080"]],
  ["both kinds of addresses are one port", 3000, ["0.0.0.0:3000", "[::]:3000"]],
  ["a debugger that only the process itself reaches does not count", 3000, ["127.0.0.1:9229", "[::1]:9229", "[::]:3000"]],
  ["the port that it was told stands, whatever else is open", null, ["0.0.0.0:8000", "0.0.0.0:9090"]],
  ["the port that it was told, but only to itself, is its own mistake", null, ["127.0.0.1:8000", "0.0.0.0:9090"]],
  ["of several none is chosen", null, ["0.0.0.0:8080", "0.0.0.0:9090"]],
  ["what only the process itself reaches is none", null, ["127.0.0.1:8080"]],
  ["nothing is open", null, []],
])("%s", (_outcome, port, listening) => expect(ownPort(listening, 8000)).toBe(port));

const tool = ToolName.parse("foo");
const { processes } = ReleaseFile.parse({
  tool,
  release: 1,
  image: `r/foo@sha256:${"a".repeat(64)}`,
  commit: "b".repeat(40),
  pipeline: "main",
  build: null,
  settings: 0,
  processes: { web: { command: "w", port: 8000 } },
});

function candidate(): Candidate {
  const spec = processes["web"];
  if (spec === undefined) throw new Error("no web");
  const found = { exitCode: null, outOfMemory: false, address: "10.0.0.7:8000" } as const;
  return { instance: { id: "1", tool, release: 1, process: "web", shape: "", state: "running", ...found }, spec, since: 0 };
}

test("only what has answered on one other port all the time is taken at its word", async () => {
  let listening: readonly string[] = [];
  let status = 200;
  const asked: string[] = [];
  const look = watchElsewhere(
    {
      runtime: { listening: () => Promise.resolve(listening) },
      prober: {
        probe(address, path) {
          asked.push(address);
          return Promise.resolve({ healthy: path === null || status < 400, answer: "", status });
        },
      },
    },
    5000,
  );
  const one = candidate();
  const at = async (now: number): Promise<number | null> => (await look([one], now))?.port ?? null;
  expect(await at(0)).toBeNull();
  listening = ["0.0.0.0:9090"];
  expect(await at(1000)).toBeNull();
  expect(await at(5000)).toBeNull();
  // Its figures were there first, and now the port for requests is open, too.
  listening = ["0.0.0.0:9090", "0.0.0.0:8080"];
  expect(await at(7000)).toBeNull();
  listening = ["0.0.0.0:8080"];
  status = 500;
  expect(await at(8000)).toBeNull();
  status = 404;
  expect(await at(9000)).toBeNull();
  expect(await at(13_000)).toBeNull();
  expect(await at(14_000)).toBe(8080);
  expect(new Set(asked)).toEqual(new Set(["10.0.0.7:9090", "10.0.0.7:8080"]));
});
