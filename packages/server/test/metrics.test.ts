import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { BuildState, DifferenceKind, RebaseTool, ReleaseState } from "@sluice/contract";
import { expect, test } from "vitest";
import { prometheusMetrics } from "../src/adapters/metrics-prometheus/prometheus.ts";

const run = promisify(execFile);
const promtool = join(process.env["SLUICE_TEST_CACHE"] ?? "", "bin", "promtool");
const alerts = join(import.meta.dirname, "..", "..", "..", "docs", "alerts");

const ones = (keys: readonly string[]): Map<string, number> => new Map(keys.map((key) => [key, 1]));

test("the figures are what Prometheus reads without a complaint, and alerts name only figures that are there", async () => {
  const { type, text } = await prometheusMetrics().text({
    tools: 3300,
    previews: 7,
    builds: ones(BuildState.options),
    releases: ones(ReleaseState.options),
    conditions: ones(["done", "waiting", "failed", "stalled"]),
    drift: new Map(DifferenceKind.options.map((kind) => [kind, 2])),
    stale: 4,
    bases: new Map([["debian-13", 3600]]),
    rebase: ones(RebaseTool.shape.state.options),
    vulnerabilities: new Map([["critical", 2]]),
    parts: [{ part: "router", state: "fail", found: "does not answer", todo: "" }],
    pruning: { last: 1_767_225_600, freed: 1024 },
  });
  expect(type).toContain("text/plain");
  expect(text).toContain("sluice_tools 3300");
  expect(text).toContain("sluice_previews 7");
  expect(text).toContain('sluice_drift_differences{kind="missing"} 2');
  expect(text).toContain('sluice_base_age_seconds{base="debian-13"} 3600');
  expect(text).toContain('sluice_vulnerabilities{severity="critical"} 2');
  expect(text).toContain('sluice_rebase_tools{state="failed"} 1');
  expect(text).toContain('sluice_part_up{part="router"} 0');
  expect(text).toContain("sluice_pruning_last_success_timestamp_seconds 1767225600");
  const child = run(promtool, ["check", "metrics"]);
  child.child.stdin?.end(text);
  await child;
  const { stdout } = await run("grep", ["-o", "sluice_[a-z_]*", join(alerts, "sluice.rules.yaml")]);
  for (const name of new Set(stdout.trim().split("\n"))) expect(text).toContain(`# TYPE ${name} `);
});

test("Prometheus loads the alerts, and they fire when they should", async () => {
  expect((await run(promtool, ["check", "rules", join(alerts, "sluice.rules.yaml")])).stdout).toContain("SUCCESS");
  expect((await run(promtool, ["test", "rules", join(alerts, "sluice.rules.test.yaml")])).stdout).toContain("SUCCESS");
});
