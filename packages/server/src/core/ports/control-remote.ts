import { SluiceError, type ControlRemote } from "@sluice/contract";

/** The remote repository cannot be written now. Ours, not the pusher's: whoever deploys waits and tries again. */
export class ControlUnreachable extends SluiceError {
  constructor(why: string) {
    super("unavailable", `The control repository cannot be written: ${why}. New deployments wait; what runs goes on.`);
  }
}

/** The repository on another forge that ours is a copy of: the truth when there is one. */
export interface ControlRemoteLink {
  state(): ControlRemote;
  /** Fetches, and follows what is there. A remote that does not answer is a state and no error. */
  fetch(): Promise<void>;
}
