import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Metrics } from "../../core/ports/metrics.ts";

/** Figures in the Prometheus text format, with those of this process. */
export function prometheusMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "sluice_server_" });
  // prom-client gives these gauges a counter's name, which Prometheus' own lint refuses
  for (const what of ["handles", "requests", "resources"]) registry.removeSingleMetric(`sluice_server_nodejs_active_${what}_total`);
  const gauge = (name: string, help: string, labelNames: readonly string[] = []): Gauge =>
    new Gauge({ name: `sluice_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const tools = gauge("tools", "Tools of this installation");
  const previews = gauge("previews", "Previews of all tools, those that are being removed among them");
  const builds = gauge("builds", "Builds by state", ["state"]);
  const releases = gauge("releases", "Releases by state", ["state"]);
  const conditions = gauge("conditions", "Tools by the reconciler's last word on them", ["state"]);
  const drift = gauge("drift_differences", "Where what runs differs from the control repository", ["kind"]);
  const stale = gauge("stale_tools", "Tools whose source has commits that are not deployed");
  const bases = gauge("base_age_seconds", "Time since a base was last made from its source", ["base"]);
  const rebase = gauge("rebase_tools", "Tools of the newest rebase of all, by state", ["state"]);
  const vulnerabilities = gauge("vulnerabilities", "Vulnerable packages in the live images of all tools, as last scanned", ["severity"]);
  const parts = gauge("part_up", "1 when a part of the platform answers as it should", ["part"]);
  const pruned = gauge("pruning_last_success_timestamp_seconds", "When pruning last ended well, seconds since 1970; 0 when it never did");
  const freed = gauge("pruning_freed_bytes", "What pruning has freed since the installation began, bytes");
  // every label that could be is always there, so that an alert on it has a value before the first case
  const set = (into: Gauge, label: string, counts: ReadonlyMap<string, number>): void => {
    into.reset();
    for (const [value, count] of counts) into.set({ [label]: value }, count);
  };
  return {
    async text(figures) {
      tools.set(figures.tools);
      previews.set(figures.previews);
      set(builds, "state", figures.builds);
      set(releases, "state", figures.releases);
      set(conditions, "state", figures.conditions);
      set(drift, "kind", figures.drift);
      stale.set(figures.stale);
      set(bases, "base", figures.bases);
      set(rebase, "state", figures.rebase);
      set(vulnerabilities, "severity", figures.vulnerabilities);
      pruned.set(figures.pruning.last);
      freed.set(figures.pruning.freed);
      set(parts, "part", new Map(figures.parts.map(({ part, state }) => [part, state === "fail" ? 0 : 1])));
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}
