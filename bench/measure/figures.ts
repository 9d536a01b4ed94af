export interface Spread {
  readonly median: number;
  readonly p95: number;
}

/** Median and 95th percentile (nearest rank), in whole milliseconds. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { median: at(0.5), p95: at(0.95) };
}

/** Prints a table for a person, and with --json one object as the last line. */
export function report(bench: string, figures: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(figures)) {
    const shown =
      typeof value === "object" && value !== null
        ? Object.entries(value)
            .map(([key, part]) => `${key} ${String(part)}`)
            .join("  ")
        : String(value);
    console.log(`${name.padEnd(20)} ${shown}`);
  }
  if (process.argv.includes("--json")) console.log(JSON.stringify({ bench, figures }));
}
