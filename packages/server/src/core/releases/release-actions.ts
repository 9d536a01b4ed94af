import type { ListedRelease, LogLine, Pause, Pin, Release, ReleaseNumber, Repeated, ToolName, UserName } from "@sluice/contract";

/** What a maintainer may do with releases. */
export interface ReleaseActions {
  rollback(wish: { readonly tool: ToolName; readonly by: UserName; readonly release?: ReleaseNumber | undefined }): Promise<Repeated>;
  /** Where the live release's manifest says that its image goes next; throws when it says nothing. */
  promotesTo(tool: ToolName): Promise<ToolName>;
  promote(wish: { readonly from: ToolName; readonly to: ToolName; readonly by: UserName }): Promise<Repeated>;
  /** With whether their images are there, and who holds on to them. */
  listed(tool: ToolName, releases: readonly Release[]): Promise<readonly ListedRelease[]>;
  pin(tool: ToolName, release: ReleaseNumber, wish: { readonly by: UserName; readonly why: string }): Promise<Pin>;
  unpin(tool: ToolName, release: ReleaseNumber): Promise<void>;
  pause(tool: ToolName, wish: { readonly by: UserName; readonly why: string }): Promise<Pause>;
  resume(tool: ToolName): Promise<Release | null>;
  log(release: Release, options: { readonly from: number; readonly follow: boolean }, signal: AbortSignal): AsyncIterable<LogLine>;
}
