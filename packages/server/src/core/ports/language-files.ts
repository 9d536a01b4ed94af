import type { ControlCommit } from "./control.ts";

/** One `languages/<id>.yaml` of the control repository. */
export interface OwnLanguageFile {
  /** Path in the repository; the name need not be a language's id. */
  readonly path: string;
  readonly data: Buffer;
}

/** The languages that an installation has beside the shipped ones, in its control repository. */
export interface LanguageFiles {
  /** The branch's commit, null while empty. */
  head(): Promise<string | null>;
  /** What stands below `languages/` at a commit, as a name that changes when any file there does; empty without files. */
  state(at: string): Promise<string>;
  /** All files below `languages/` at a commit, sorted by path. */
  readAll(at: string): Promise<readonly OwnLanguageFile[]>;
  /** Commits one language's file (null removes it) on top of head and returns the new commit. Retries on a moved head. */
  commit(id: string, text: string | null, message: ControlCommit): Promise<string>;
}
