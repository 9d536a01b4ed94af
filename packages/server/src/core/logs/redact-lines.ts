import type { Redactor, RedactorStream } from "./redactor.ts";

/** Longer lines are cut by those who read them from a process: the next text may go on with this one. */
const cutAt = 8 * 1024;

/** Redacts lines one by one; a secret over the cut of an overlong line is found too. */
export interface LineRedactor {
  /** `from` tells writers apart whose lines are not each other's continuation. */
  line(redactor: Redactor, from: string, text: string): string;
  /** What was held back and never went on, by `from`. */
  end(): readonly { readonly from: string; readonly text: string }[];
}

export function createLineRedactor(): LineRedactor {
  const open = new Map<string, RedactorStream>();
  return {
    line(redactor, from, text) {
      const before = open.get(from);
      const goesOn = text.length >= cutAt;
      if (before === undefined && !goesOn) return redactor.text(text);
      const stream = before ?? redactor.stream();
      const shown = stream.push(text);
      if (goesOn) {
        open.set(from, stream);
        return shown;
      }
      open.delete(from);
      return shown + stream.end();
    },
    end() {
      const rest = [...open].map(([from, stream]) => ({ from, text: stream.end() })).filter(({ text }) => text !== "");
      open.clear();
      return rest;
    },
  };
}
