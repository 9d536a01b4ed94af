import type { Path } from "./describe-issue.ts";
import { nearestKey } from "./nearest-key.ts";

export interface Filled {
  readonly value: unknown;
  readonly problems: readonly { readonly path: Path; readonly text: string }[];
  /** Of all that was filled in. */
  readonly characters: number;
}

/** `$(name)`, and `$$(name)` for what the shell shall see. A shell's command with a space is neither. */
const variable = /(\$?)\$\(([A-Za-z][\w-]*)\)/g;
const alone = /^\$\(([A-Za-z][\w-]*)\)$/;

/** Fills variables into all texts of a value. A text that is only a variable becomes its value: a number stays one. */
export function fillVariables(value: unknown, variables: Readonly<Record<string, unknown>>, room: number): Filled {
  const problems: { path: Path; text: string }[] = [];
  let characters = 0;
  const lookUp = (name: string, path: Path): unknown => {
    if (Object.hasOwn(variables, name)) return variables[name];
    const near = nearestKey(name, Object.keys(variables));
    const instead = near === null ? `give it with: { ${name}: … }.` : `did you mean "${near}"?`;
    problems.push({ path, text: `$(${name}) has no value; ${instead} For the shell's, write $$(${name})` });
    return "";
  };
  const fill = (at: unknown, path: Path): unknown => {
    if (characters > room) return at;
    if (Array.isArray(at)) return at.map((one: unknown, index) => fill(one, [...path, index]));
    if (typeof at === "object" && at !== null) {
      return Object.fromEntries(Object.entries(at).map(([key, one]): [string, unknown] => [key, fill(one, [...path, key])]));
    }
    if (typeof at !== "string") return at;
    const [, only] = alone.exec(at) ?? [];
    const filled =
      only === undefined
        ? at.replaceAll(variable, (whole, escaped: string, name: string) => (escaped === "" ? String(lookUp(name, path)) : whole.slice(1)))
        : lookUp(only, path);
    characters += String(filled).length;
    return filled;
  };
  return { value: fill(value, []), problems, characters };
}
