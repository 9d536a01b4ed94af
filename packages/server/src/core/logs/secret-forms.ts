/** A registered secret, and the name that stands for it in logs. */
export interface RegisteredSecret {
  readonly name: string;
  readonly value: string;
}

/** Longer values are looked for by their first part: a log line is cut at 8 KiB anyway. */
const longest = 4096;

/**
 * The texts as which a secret may appear: itself, each of its lines, and how URLs, JSON and base64 write it. Forms
 * shorter than `floor` characters are left out: redacting them would blacken innocent words.
 */
export function secretForms({ value }: RegisteredSecret, floor: number): readonly string[] {
  const whole = value.trim();
  const lines = whole.includes("\n") ? whole.split(/\r?\n/).map((line) => line.trim()) : [];
  const forms = [value, whole, ...lines].filter((form) => form.length >= floor).flatMap(written);
  return [...new Set(forms)].filter((form) => form.length >= floor).map((form) => form.slice(0, longest));
}

function written(text: string): readonly string[] {
  const encoded = encodeURIComponent(text.toWellFormed());
  const json = JSON.stringify(text).slice(1, -1);
  return [text, encoded, encoded.replaceAll("%20", "+"), json, ...base64Forms(text)];
}

/** Base64 of a text wherever it begins in what is encoded: the part that does not depend on its neighbours. */
function base64Forms(text: string): readonly string[] {
  const bytes = new TextEncoder().encode(text);
  return [0, 1, 2].flatMap((before) => {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
    const known = Math.floor((shifted.length * 8) / 6);
    const form = shifted.toString("base64").slice(Math.ceil((before * 8) / 6), known);
    return [form, form.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
