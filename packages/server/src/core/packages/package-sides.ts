/** Debian packages that a source asks for, and what is wrong with what it says. */
export interface WishedPackages {
  readonly build: readonly string[];
  readonly run: readonly string[];
  /** Each with its file, and its line where the file has lines. */
  readonly problems: readonly string[];
}

/** Headers and compilers: they belong to the build, and what runs is smaller and safer without. */
export function isForBuilding(name: string): boolean {
  return /-dev(\/backports)?$|^build-essential$/.test(name);
}

/** For files that know no sides: headers for the build, everything else for both. */
export function splitSides(names: readonly string[]): Pick<WishedPackages, "build" | "run"> {
  return { build: names, run: names.filter((name) => !isForBuilding(name)) };
}
