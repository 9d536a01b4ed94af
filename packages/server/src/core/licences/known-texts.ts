import type { LicenceTexts } from "../ports/licence-texts.ts";
import { fingerprint } from "./fingerprint.ts";

/** What a text turned out to be. */
export type Identified =
  /** The text of these, which is the same for all of them (GPL-3.0-only and -or-later). */
  | { readonly kind: "is"; readonly ids: readonly string[] }
  /** The whole text of some, the longest first, and so many words more than that one has. */
  | { readonly kind: "holds"; readonly ids: readonly string[]; readonly moreWords: number }
  | { readonly kind: "unknown" }
  /** Too few words to be a licence: R packages name only the holder. */
  | { readonly kind: "short" };

export type Identify = (text: string) => Identified;

interface Known {
  readonly id: string;
  readonly osiApproved: boolean;
  readonly words: number;
  readonly pairs: Uint32Array;
}

/** Sørensen and Dice's coefficient of the pairs: from here on two texts are one licence. */
const alike = 0.93;
/** Of a licence's pairs, when it is part of a larger text. */
const held = 0.96;
/** Fewer words say nothing by themselves. */
const fewestWords = 12;
/** So many texts are read before others have a turn. */
const atATime = 10;

/** Reads all texts, giving way between them: it takes some tenths of a second. */
export async function knownTexts(texts: LicenceTexts, giveWay: () => Promise<void>): Promise<Identify> {
  const known: Known[] = [];
  for await (const { id, osiApproved, text } of texts.all()) {
    for (const form of formsOf(id, text)) {
      const { words, pairs } = fingerprint(form);
      if (words >= fewestWords) known.push({ id, osiApproved, words, pairs });
    }
    if (known.length % atATime === 0) await giveWay();
  }
  return (text) => identify(known, text);
}

/** A text as people copy it: also without the advice on how to apply it, and in the author's name. */
function formsOf(id: string, text: string): readonly string[] {
  const end = text.search(/^\s*END OF TERMS AND CONDITIONS/m);
  const forms = end < 0 ? [text] : [text, text.slice(0, end)];
  // SPDX's text names its first holder in the disclaimer
  return id === "ISC" ? [...forms, text.replaceAll(/\bISC\b(?= (?:DISCLAIMS|BE))/g, "THE AUTHOR")] : forms;
}

function identify(known: readonly Known[], text: string): Identified {
  const { words, pairs } = fingerprint(text);
  if (words < fewestWords) return { kind: "short" };
  const its = new Set(pairs);
  let best = alike;
  let ids: string[] = [];
  for (const one of known) {
    const sum = one.pairs.length + its.size;
    // no need to count what is too long or too short
    if ((2 * Math.min(one.pairs.length, its.size)) / sum < best) continue;
    const likeness = (2 * common(one.pairs, its, 0)) / sum;
    if (likeness > best) [best, ids] = [likeness, [one.id]];
    else if (likeness === best) ids.push(one.id);
  }
  if (ids.length > 0) return { kind: "is", ids };
  return heldBy(known, its, words);
}

function heldBy(known: readonly Known[], its: ReadonlySet<number>, words: number): Identified {
  const found = known.filter((one) => {
    const least = Math.ceil(held * one.pairs.length);
    return one.osiApproved && one.words >= 50 && common(one.pairs, its, least) >= least;
  });
  const [longest, ...rest] = found.toSorted((a, b) => b.words - a.words);
  if (longest === undefined) return { kind: "unknown" };
  return { kind: "holds", ids: [longest, ...rest].map(({ id }) => id), moreWords: Math.max(0, words - longest.words) };
}

/** How many pairs are in both; ends early when `least` cannot be reached. */
function common(pairs: Uint32Array, its: ReadonlySet<number>, least: number): number {
  let missing = 0;
  for (const pair of pairs) {
    if (its.has(pair)) continue;
    missing += 1;
    if (pairs.length - missing < least) return 0;
  }
  return pairs.length - missing;
}
