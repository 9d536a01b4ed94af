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

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;
const isTable = (value: unknown): value is object => isObject(value) && Object.values(value).some(isObject);

function shown(value: unknown): string {
  if (!isObject(value)) return String(value);
  return Object.entries(value)
    .map(([key, part]) => `${key} ${String(part)}`)
    .join("  ");
}

/** Prints a table for a person, and with --json one object as the last line. */
export function report(bench: string, figures: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(figures)) {
    if (isTable(value)) for (const [key, part] of Object.entries(value)) console.log(`  ${key.padEnd(18)} ${shown(part)}`);
    else console.log(`${name.padEnd(20)} ${shown(value)}`);
  }
  if (process.argv.includes("--json")) console.log(JSON.stringify({ bench, figures }));
}
