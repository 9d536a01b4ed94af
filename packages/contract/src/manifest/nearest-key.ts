import { z } from "zod";

/** Keys that a schema allows in the object at a path. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let at: unknown = schema;
  for (const part of path) at = child(unwrap(at), part);
  const object = objectOf(at);
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function unwrap(schema: unknown): unknown {
  let at = schema;
  for (;;) {
    if (at instanceof z.ZodOptional || at instanceof z.ZodDefault || at instanceof z.ZodLazy) at = at.unwrap();
    else if (at instanceof z.ZodPipe) at = at.in;
    else return at;
  }
}

/** The object that a schema is, or that is one of its forms. */
function objectOf(schema: unknown): unknown {
  const at = unwrap(schema);
  if (!(at instanceof z.ZodUnion)) return at;
  return at.options.map(objectOf).find((option) => option instanceof z.ZodObject);
}

function child(schema: unknown, part: PropertyKey): unknown {
  if (schema instanceof z.ZodUnion)
    return schema.options.map((option) => child(unwrap(option), part)).find((found) => found !== null && found !== undefined) ?? null;
  if (schema instanceof z.ZodObject) return (schema.shape as Record<PropertyKey, unknown>)[part];
  if (schema instanceof z.ZodArray) return typeof part === "number" ? schema.element : null;
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return null;
}

/** The known key that is at most three letters away, or null. */
export function nearestKey(key: string, known: readonly string[]): string | null {
  const ranked = known.map((candidate) => ({ candidate, far: distance(key, candidate) })).toSorted((a, b) => a.far - b.far);
  const best = ranked[0];
  return best && best.far <= Math.min(3, Math.ceil(key.length / 2)) ? best.candidate : null;
}

/** Levenshtein's distance, two rows. */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
