import type { BaseName, Moment } from "@sluice/contract";

/** `slim`: a nearly empty run image; its only "package" is its kind. */
export type SetSide = "build" | "run" | "slim";

/** A package set by its name: the hash of its side, base and packages. */
export interface PackageSetRow {
  readonly name: string;
  readonly side: SetSide;
  readonly base: BaseName;
  readonly packages: readonly string[];
}

export interface BakedSet extends PackageSetRow {
  /** Of the packages that were asked for; null when they were not recorded. */
  readonly versions: Readonly<Record<string, string>> | null;
  /** Names the content of the base that it was baked on; equal for equal bases. */
  readonly baseContent: string;
  readonly baked: string;
}

export interface KnownSet extends BakedSet {
  /** When a build took it last. A refresh is no use. */
  readonly used: Moment;
}

/** The only way to bake: one bake of a set at a time, over all builds and servers. */
export interface BakeTurns {
  /** Runs the work when it is this set's turn; `onWait` is told once when another bakes it. */
  alone<T>(set: PackageSetRow, onWait: () => void, work: () => Promise<T>): Promise<T>;
  /** Writes down what an image has in it, and that a build takes it. */
  baked(set: BakedSet): Promise<void>;
  /** As baked(), by a refresh: that is no use. A set that was forgotten meanwhile stays so. */
  refreshed(set: BakedSet): Promise<void>;
  /** Says that a build takes a set; false when it is not known, or no longer: its images may be gone too. */
  used(set: string): Promise<boolean>;
}

export interface BaseRow {
  readonly base: BaseName;
  /** When it was last made from its source, or first seen. */
  readonly checked: Moment;
  /** When that last gave something new. */
  readonly changed: Moment;
}

export interface PackageStore {
  /** False while another holds a lease that has not ended. A holder may claim again what it holds: the lease is renewed. */
  claimBake(set: string, holder: string, now: string, until: string): Promise<boolean>;
  endBake(set: string, holder: string): Promise<void>;
  /** Ends all leases of holders that are known to be dead. */
  releaseBakes(except: string): Promise<void>;
  /** Adds it, or replaces what is known of it; `used` is now. */
  putSet(set: BakedSet, now: string): Promise<void>;
  /** Replaces what is known of it but for `used`; false when there is none. */
  renewSet(set: BakedSet): Promise<boolean>;
  /** False when there is none. */
  useSet(name: string, now: string): Promise<boolean>;
  packageSet(name: string): Promise<KnownSet | null>;
  packageSets(): Promise<readonly KnownSet[]>;
  /** Forgets it unless it was used after `before`; true when there was one, and it is forgotten. For whoever removes its images next. */
  forgetSet(name: string, before: string): Promise<boolean>;
  bases(): Promise<readonly BaseRow[]>;
  putBase(base: BaseRow): Promise<void>;
}
