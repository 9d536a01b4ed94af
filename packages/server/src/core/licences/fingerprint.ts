/** A text as what is compared of it: which words follow which. */
export interface Fingerprint {
  readonly words: number;
  /** A hash of each pair of neighbours, once. */
  readonly pairs: Uint32Array;
}

/** What a licence has is far less; the rest of a larger file is not read. */
const mostCharacters = 128 * 1024;
/** Lines that name who holds the rights: they differ in each copy. */
const holder = /^\W{0,10}(?:copyright(?! (?:notice|holder|owner|law|and|or|the|in|license))\b|\(c\) *\d|© *\d|all rights reserved)/i;

/** Linear in the text, which a tenant wrote: letters and digits count, white space and signs do not. */
export function fingerprint(text: string): Fingerprint {
  const pairs = new Set<number>();
  let [words, before] = [0, 0];
  for (const line of text.slice(0, mostCharacters).split("\n")) {
    if (holder.test(line)) continue;
    for (const hash of wordHashes(line.toLowerCase())) {
      if (words > 0) pairs.add((Math.imul(before, 0x9e3779b1) ^ hash) >>> 0);
      [words, before] = [words + 1, hash];
    }
  }
  return { words, pairs: Uint32Array.from(pairs) };
}

/** FNV-1a of each run of letters and digits (http://www.isthe.com/chongo/tech/comp/fnv/, "FNV-1a hash"). */
function wordHashes(line: string): readonly number[] {
  const found: number[] = [];
  let [hash, open] = [0x811c9dc5, false];
  for (let at = 0; at <= line.length; at += 1) {
    const code = at < line.length ? line.charCodeAt(at) : 32;
    // what is beyond ASCII is part of a word, but for typographic signs (U+2010 to U+203A)
    const isWord = (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code > 0xa9 && (code < 0x2010 || code > 0x203a));
    if (isWord) {
      hash = Math.imul(hash ^ code, 0x01000193);
      open = true;
    } else if (open) {
      found.push(hash);
      [hash, open] = [0x811c9dc5, false];
    }
  }
  return found;
}
