import type { Build, BuildId, CommitHash, LicenceFinding, Moment, OwnLicencePolicy, ToolName } from "@sluice/contract";
import type { PageOf } from "./store.ts";

/** A tool that is live, with what is known of the licence of what is. */
export interface LiveLicence {
  readonly tool: ToolName;
  /** Since when it is live. */
  readonly live: Moment;
  readonly own: OwnLicencePolicy | null;
  /** The newest build of its commit whose licence was looked at. */
  readonly build: { readonly id: BuildId; readonly finding: LicenceFinding } | null;
}

/** What admins have said of single tools' licences. */
export interface LicenceStore {
  licencePolicy(tool: ToolName): Promise<OwnLicencePolicy | null>;
  /** In place of what was said before. */
  putLicencePolicy(tool: ToolName, own: OwnLicencePolicy): Promise<void>;
  /** The newest build of a commit whose licence was looked at. */
  licensedBuild(tool: ToolName, commit: CommitHash): Promise<Build | null>;
  /** Of what is live, by the tool's name, without embargoes; `before` pages on: names after it. */
  liveLicences(page: PageOf): Promise<readonly LiveLicence[]>;
  /** False when nothing was said. */
  removeLicencePolicy(tool: ToolName): Promise<boolean>;
}
