/** The `type:` of a service.template, without variant: `python3.11`. */
export function serviceType(text: string): string | null {
  return /^type: *["']?([a-z0-9.-]+)/m.exec(text)?.[1] ?? null;
}

/** Whether a glob with `*` matches the whole type. */
export function typeMatches(glob: string, type: string): boolean {
  const source = glob
    .split("*")
    .map((part) => part.replaceAll(".", "[.]"))
    .join(".*");
  return new RegExp(`^${source}$`).test(type);
}
