import { fullName, type ImageName } from "./image-name.ts";

/**
 * Whether one of the patterns names the image. A digest may be of any tag: it needs a pattern that takes any, without a
 * tag or with `*`.
 */
export function isAllowedBase(image: ImageName, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const { path, tag } = split(pattern);
    if (!matches(path, `${image.registry}/${image.repository}`)) return false;
    if (tag === null || tag === "*") return true;
    return image.digest === null && image.tag !== null && matches(tag, image.tag);
  });
}

function split(pattern: string): { readonly path: string; readonly tag: string | null } {
  const at = pattern.lastIndexOf(":");
  return at > pattern.lastIndexOf("/") ? { path: pattern.slice(0, at), tag: pattern.slice(at + 1) } : { path: pattern, tag: null };
}

/** Part by part, without a regular expression, which could be made to take long. */
function matches(pattern: string, text: string): boolean {
  const patterns = pattern.split("/");
  const texts = text.split("/");
  return patterns.length === texts.length && patterns.every((one, index) => matchesPart(one, texts[index] ?? ""));
}

function matchesPart(pattern: string, text: string): boolean {
  const [first = "", ...others] = pattern.split("*");
  if (others.length === 0) return pattern === text;
  const last = others.pop() ?? "";
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let rest = text.slice(first.length, text.length - last.length);
  for (const part of others) {
    const at = rest.indexOf(part);
    if (at === -1) return false;
    rest = rest.slice(at + part.length);
  }
  return true;
}

/** What whoever named an image that is not allowed is told. */
export function basesAdvice(patterns: readonly string[]): string {
  return patterns.length === 0
    ? "No base image is allowed here: ask an admin for one (--dockerfile-bases)."
    : `Allowed are ${patterns.join(", ")}, and scratch. Take one of them, or ask an admin (--dockerfile-bases).`;
}

export const refusedBase = (image: ImageName): string => `${fullName(image)} is no base image that is allowed here`;
