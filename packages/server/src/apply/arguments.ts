/** What `sluice apply [dir] [--remove] [flags of the server]` was told. */
export interface ApplyArguments {
  readonly directory: string | null;
  readonly remove: boolean;
  /** For the server's own configuration. */
  readonly flags: readonly string[];
}

export function readArguments(argv: readonly string[]): ApplyArguments {
  const flags: string[] = [];
  const words: string[] = [];
  let remove = false;
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? "";
    if (word === "--remove") remove = true;
    else if (!word.startsWith("--")) words.push(word);
    else {
      flags.push(word);
      const value = argv[at + 1];
      if (!word.includes("=") && value !== undefined) {
        flags.push(value);
        at += 1;
      }
    }
  }
  return { directory: words[0] ?? null, remove, flags: [...flags, ...words.slice(1)] };
}
