import type { LicenceFinding, LicenceStatement } from "@sluice/contract";
import { familiesOf, isAllowed, none } from "./spdx.ts";

export type Judged = Pick<LicenceFinding, "verdict" | "expression" | "why">;

/**
 * What the statements come to. Texts weigh more than metadata, which tools write by themselves (`npm init` says ISC): a text
 * that nobody knows is not made good by a name. Several texts, or several files of packages, are a choice.
 */
export function judge(statements: readonly LicenceStatement[], allowed: ReadonlySet<string>): Judged {
  if (statements.length === 0)
    return { verdict: "missing", expression: null, why: "there is no LICENSE file, and no file of a package names a licence" };
  const metadata = statements.filter(({ by }) => by === "metadata");
  const named = any(metadata);
  const texts = statements.filter(({ by }) => by === "text").map((one) => backedBy(one, named));
  const written = any(texts);
  const expression = settled(written, named);
  if (expression === null) {
    const one = [...texts, ...metadata].find((each) => each.expression === null) ?? statements[0];
    return {
      verdict: "unknown",
      expression: null,
      why: `${one?.file} ${one?.by === "text" ? one.says : `says "${one?.says}", which is no licence of SPDX's list`}`,
    };
  }
  const odd = texts.find((one) => one.expression === null);
  if (odd !== undefined && written === null) return { verdict: "unknown", expression: null, why: `${odd.file} ${odd.says}` };
  if (!isAllowed(expression, allowed)) {
    return {
      verdict: "not-allowed",
      expression,
      why: `${sayer(statements, expression)} ${expression === none ? "that nobody else may use it" : expression}, which is not allowed here`,
    };
  }
  const against = metadata.find((one) => one.expression !== null && written !== null && !agree(one.expression, written));
  if (against === undefined) return { verdict: "allowed", expression, why: "" };
  const text = texts.find((one) => one.expression !== null);
  const why = `${text?.file} says ${written}, and ${against.file} says ${against.expression}`;
  return { verdict: isAllowed(against.expression ?? none, allowed) ? "contradictory" : "not-allowed", expression, why };
}

/** A text with more than a licence in it is that licence when the package names it too. */
function backedBy(text: LicenceStatement, named: string | null): LicenceStatement {
  if (text.holds === undefined || named === null || named === none) return text;
  const families = familiesOf(named);
  const one = text.holds.find((id) => [...familiesOf(id)].some((family) => families.has(family)));
  return one === undefined ? text : { ...text, expression: one, says: one };
}

function any(statements: readonly LicenceStatement[]): string | null {
  const known = [...new Set(statements.flatMap(({ expression }) => (expression === null ? [] : [expression])))];
  if (known.length === 0) return null;
  if (known.includes(none)) return none;
  return known.length === 1 ? (known[0] ?? null) : known.map((one) => (/ (?:AND|OR) /.test(one) ? `(${one})` : one)).join(" OR ");
}

/** The metadata's words when they agree: a text alone does not say "or later". */
function settled(written: string | null, named: string | null): string | null {
  if (written === null || named === null) return written ?? named;
  return agree(written, named) ? named : written;
}

function agree(a: string, b: string): boolean {
  const others = familiesOf(b);
  return [...familiesOf(a)].some((family) => others.has(family));
}

function sayer(statements: readonly LicenceStatement[], expression: string): string {
  const one = statements.find((each) => each.expression === expression);
  return one === undefined ? "it says" : `${one.file} says`;
}
