import { secretForms, type RegisteredSecret } from "./secret-forms.ts";

/** Replaces registered secrets by `[redacted NAME]`. */
export interface Redactor {
  /** A whole text. */
  text(text: string): string;
  /** A text that comes in parts: what may be the beginning of a secret is held back until the next part or the end. */
  stream(): RedactorStream;
}

export interface RedactorStream {
  push(part: string): string;
  end(): string;
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/** Nothing is held back beyond this: a text of nothing but beginnings must not grow without bound. */
const mostHeld = 64 * 1024;

export function createRedactor(secrets: readonly RegisteredSecret[], floor: number): Redactor {
  const names = new Map<string, string>();
  for (const secret of secrets) for (const form of secretForms(secret, floor)) if (!names.has(form)) names.set(form, secret.name);
  if (names.size === 0) return { text: (text) => text, stream: () => ({ push: (part) => part, end: () => "" }) };

  const forms = [...names.keys()].toSorted((a, b) => b.length - a.length);
  const pattern = new RegExp(forms.map((form) => RegExp.escape(form)).join("|"), "g");
  const longestForm = forms[0]?.length ?? 0;

  /** Where secrets are, those that overlap made one. */
  function rangesIn(text: string): Range[] {
    const ranges: Range[] = [];
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      const last = ranges.at(-1);
      const end = match.index + match[0].length;
      if (last !== undefined && match.index < last.end) ranges[ranges.length - 1] = { ...last, end: Math.max(last.end, end) };
      else ranges.push({ start: match.index, end, name: names.get(match[0]) ?? "" });
      // another may begin inside of this one
      pattern.lastIndex = match.index + 1;
    }
    return ranges;
  }

  /** The place from which on the text may be the beginning of a secret. */
  function heldFrom(text: string, ranges: readonly Range[]): number {
    let from = text.length;
    for (let at = Math.max(0, text.length - longestForm + 1); at < text.length; at += 1) {
      const rest = text.slice(at);
      if (!forms.some((form) => form.length > rest.length && form.startsWith(rest))) continue;
      from = at;
      break;
    }
    const cut = ranges.findLast((range) => range.start < from && range.end > from);
    const start = cut?.start ?? from;
    return text.length - start > mostHeld ? text.length : start;
  }

  function replaced(text: string, ranges: readonly Range[]): string {
    let done = "";
    let at = 0;
    for (const { start, end, name } of ranges) {
      done += `${text.slice(at, start)}[redacted ${name}]`;
      at = end;
    }
    return done + text.slice(at);
  }

  return {
    text: (text) => replaced(text, rangesIn(text)),
    stream() {
      let held = "";
      return {
        push(part) {
          const text = held + part;
          const ranges = rangesIn(text);
          const from = heldFrom(text, ranges);
          held = text.slice(from);
          return replaced(
            text.slice(0, from),
            ranges.filter(({ end }) => end <= from),
          );
        },
        end() {
          const rest = held;
          held = "";
          return replaced(rest, rangesIn(rest));
        },
      };
    },
  };
}
