import type { Condition } from "./condition.ts";
import { quote } from "./shell-quote.ts";

/** A bash command that succeeds when the condition holds. */
export function compileCondition(condition: Condition): string {
  const parts: string[] = [];
  if (condition.file) {
    const text = [condition.contains ?? "", condition.matches ?? ""].map(quote).join(" ");
    parts.push(either(condition.file.map((file) => `file_holds ${quote(file)} ${text}`)));
  }
  if (condition.any) parts.push(either(condition.any.map(compileCondition)));
  for (const one of condition.all ?? []) parts.push(compileCondition(one));
  return group(parts, " && ");
}

/** The same for what runs only `when` something holds and not `unless` something does; null when it always runs. */
export function compileWanted(wanted: { readonly when?: Condition | undefined; readonly unless?: Condition | undefined }): string | null {
  const parts = [
    ...(wanted.when === undefined ? [] : [compileCondition(wanted.when)]),
    ...(wanted.unless === undefined ? [] : [`! ${compileCondition(wanted.unless)}`]),
  ];
  return parts.length === 0 ? null : group(parts, " && ");
}

function either(commands: readonly string[]): string {
  return group(commands, " || ");
}

function group(commands: readonly string[], by: string): string {
  return commands.length === 1 ? (commands[0] ?? "") : `{ ${commands.join(by)}; }`;
}
