import type { Release } from "@sluice/contract";

/** A release that was made by a commit, with the number that the commit says. */
export type CommittedRelease = Omit<Release, "state" | "reason" | "fault" | "live" | "control" | "build" | "cause">;

export interface ControlStore {
  /**
   * The release of this tool and number; made, pending and with the cause `commit`, when there is none. What is there
   * already is returned as it is: the caller compares. Throws `not-found` for an unknown tool.
   */
  adoptRelease(release: CommittedRelease): Promise<Release>;
}
