import type { Build, CommitHash, OwnLicencePolicy, ToolName } from "@sluice/contract";

/** What admins have said of single tools' licences. */
export interface LicenceStore {
  licencePolicy(tool: ToolName): Promise<OwnLicencePolicy | null>;
  /** In place of what was said before. */
  putLicencePolicy(tool: ToolName, own: OwnLicencePolicy): Promise<void>;
  /** The newest build of a commit whose licence was looked at. */
  licensedBuild(tool: ToolName, commit: CommitHash): Promise<Build | null>;
  /** False when nothing was said. */
  removeLicencePolicy(tool: ToolName): Promise<boolean>;
}
