import { z } from "zod";

const Said = z.looseObject({ message: z.unknown().optional(), error: z.unknown().optional(), errors: z.unknown().optional() });

/** The words of an error that a forge's API answers with, without what would change a terminal; empty: it says none. */
export function forgeWords(body: string): string {
  const found = Said.safeParse(jsonOf(body)).data;
  const words = found?.message ?? found?.error ?? found?.errors;
  const said = typeof words === "string" ? words : words === undefined ? "" : JSON.stringify(words);
  return said.replaceAll(/\p{Cc}+/gu, " ").slice(0, 300);
}

/** What an API answered; null: it is no JSON. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
