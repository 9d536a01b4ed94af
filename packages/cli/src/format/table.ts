import { plainText } from "./plain-text.ts";

/** Rows in aligned columns, two spaces between, nothing after the last cell. */
export function table(rows: readonly (readonly string[])[], indent = ""): string[] {
  const cells = rows.map((row) => row.map((cell) => plainText(cell).replaceAll(/[\t\n]/g, " ")));
  const widths: number[] = [];
  for (const row of cells) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return cells.map(
    (row) =>
      indent +
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
  );
}

/** Names left, values right: one object for a person. Values that are null are left out. */
export function facts(pairs: Readonly<Record<string, string | null>>, indent = "  "): string[] {
  const rows = Object.entries(pairs).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  return table(rows, indent);
}

/** Text on one line, cut with an ellipsis. */
export function cut(text: string, length: number): string {
  const line = plainText(text).replaceAll(/[\t\n]/g, " ");
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}

/** The first seven digits of a commit hash, as git shows it. */
export function short(hash: string): string {
  return hash.slice(0, 7);
}
