import type {
  AuditEntry,
  Build,
  BuildId,
  BuildState,
  CommitHash,
  Digest,
  Fault,
  Member,
  PreviewName,
  Release,
  ReleaseNumber,
  ReleaseState,
  Role,
  StepTime,
  Token,
  Tool,
  ToolName,
  Upload,
  UserName,
} from "@sluice/contract";
import type { MailStore } from "./mail.ts";
import type { JobStore, RunStore } from "./run-store.ts";
import type { EmbargoStore } from "./embargo-store.ts";
import type { FigureStore } from "./figure-store.ts";
import type { SettingsStore } from "./settings-store.ts";
import type { PackageStore } from "./package-store.ts";
import type { PauseStore } from "./pause-store.ts";
import type { PreviewStore } from "./preview-store.ts";
import type { PromotionStore } from "./promotion-store.ts";
import type { RebaseStore } from "./rebase-store.ts";
import type { TrialStore } from "./trial-store.ts";
import type { ReleaseHistoryStore } from "./release-history-store.ts";
import type { ControlStore } from "./control-store.ts";
import type { ImageMarkStore } from "./image-mark-store.ts";
import type { NamedImageStore } from "./named-image-store.ts";
import type { AcceptanceStore } from "./acceptance-store.ts";
import type { ScanStore } from "./scan-store.ts";
import type { LicenceStore } from "./licence-store.ts";
import type { ProtectionStore } from "./protection-store.ts";
import type { SignerStore } from "./signer-store.ts";
import type { HookStore } from "./hook-store.ts";
import type { SourceStore } from "./source-store.ts";
import type { ReviewStore } from "./review-store.ts";
import type { StatusStore } from "./status-store.ts";
import type { PinStore } from "./pin-store.ts";
import type { PushStore } from "./push-store.ts";

export interface User {
  readonly name: UserName;
  readonly admin: boolean;
}

export interface StoredToken extends Token {
  /** SHA-256 of the token's value, hex. */
  readonly hash: string;
}

export type ToolRow = Omit<Tool, "url" | "git">;

export interface NewBuild {
  readonly tool: ToolName;
  /** Whose repository has the commit; without it, its own. */
  readonly source?: ToolName;
  readonly pipeline: string;
  readonly commit: CommitHash;
  readonly subject: string;
  readonly author: UserName;
  readonly cause: string;
  /** Supersede this pipeline's builds that are still queued. */
  readonly latestWins: boolean;
  /** Same tool, source, pipeline, commit and key while queued or running: the existing build is returned. */
  readonly key: string;
  /** Moves when it is live; empty: none does. */
  readonly branch: string;
  /** What the branch pointed to when the push began, for moving it at the end. */
  readonly branchFrom: string;
  /** What it is deployed to instead of the tool. */
  readonly preview?: PreviewName | null;
  /** What an uploaded directory was; no branch moves for it. */
  readonly upload?: Upload | null;
}

/** A build with what only the server needs. */
export interface BuildRow extends Build {
  readonly branch: string;
  readonly branchFrom: string;
  readonly cancelRequested: boolean;
  /** How many servers began it: > 1 after a crash. */
  readonly attempts: number;
  /** The push of several builds that it is of. */
  readonly push: number | null;
}

/** A claimed build. Whoever holds the lease must renew it before it ends, or another server takes over. */
export interface Lease {
  readonly build: BuildRow;
  readonly holder: string;
  readonly until: string;
}

export interface BuildEnd {
  readonly state: Exclude<BuildState, "queued" | "running">;
  readonly fault: Fault | null;
  readonly reason: string | null;
  readonly image: Digest | null;
  readonly release: ReleaseNumber | null;
  readonly steps: readonly StepTime[];
}

export interface PageOf {
  readonly limit: number;
  readonly before?: string;
}

export interface AccessStore {
  user(name: UserName): Promise<User | null>;
  /** Creates or changes. */
  putUser(user: User): Promise<void>;
  countUsers(): Promise<number>;
  tokenByHash(hash: string): Promise<StoredToken | null>;
  tokens(user: UserName | null): Promise<readonly Token[]>;
  addToken(token: StoredToken): Promise<void>;
  /** False when there is none, or it is another user's (user given). */
  revokeToken(id: string, user: UserName | null): Promise<boolean>;
  /** Written at most once a minute for each token. */
  tokenUsed(id: string, at: string): Promise<void>;
  /** Appends; there is no way to change or remove an entry. */
  audit(entry: Omit<AuditEntry, "id">): Promise<void>;
  auditLog(page: PageOf): Promise<readonly AuditEntry[]>;
}

export interface ToolStore {
  /** Creates it with its first maintainer; false when the name is taken. */
  createTool(tool: ToolRow, maintainer: UserName): Promise<boolean>;
  tool(name: ToolName): Promise<ToolRow | null>;
  /** By name; those that `member` may see, or all (null). `before` pages on: names after it. */
  tools(member: UserName | null, page: PageOf): Promise<readonly ToolRow[]>;
  /** The same for an admin: all but the embargoes, of which there are those that the admin has a role in. */
  toolsSeenBy(admin: UserName, page: PageOf): Promise<readonly ToolRow[]>;
  deleteTool(name: ToolName): Promise<boolean>;
  members(tool: ToolName): Promise<readonly Member[]>;
  /** As a member of it, or of the tool that it was an embargo of. */
  role(tool: ToolName, user: UserName): Promise<Role | null>;
  putMember(tool: ToolName, member: Member): Promise<void>;
  removeMember(tool: ToolName, user: UserName): Promise<boolean>;
}

export interface BuildStore {
  /** Puts a build into the queue, in one transaction with what it supersedes. */
  enqueue(
    build: NewBuild,
    at: string,
  ): Promise<{ readonly build: BuildRow; readonly isNew: boolean; readonly superseded: readonly BuildId[] }>;
  /**
   * Claims the next build: at most one running for each tool, at most `limit` over all; the tool that was served
   * longest ago comes first, then the oldest build. A running build whose lease has ended is claimed again, but never one
   * that the asker carries itself: a clock that jumped ends leases of builds that run.
   */
  claim(holder: string, now: string, leaseMs: number, limit: number, carried?: readonly BuildId[]): Promise<Lease | null>;
  /** False when the lease is no longer held: stop at once. Also tells whether somebody asked to cancel. */
  renew(build: BuildId, holder: string, now: string, leaseMs: number): Promise<{ readonly held: boolean; readonly cancel: boolean }>;
  /** Ends all leases of a holder that is known to be dead, so that its builds are claimed at once. */
  releaseLeases(except: string): Promise<void>;
  /** Records progress while it runs: image and release so far, so that a restart goes on from there. */
  progress(
    build: BuildId,
    holder: string,
    part: {
      readonly image?: Digest;
      readonly release?: ReleaseNumber;
      readonly steps?: readonly StepTime[];
      readonly languages?: Build["languages"];
      readonly licence?: Build["licence"];
      /** It has done well what it is for; its push moves when all of it have. */
      readonly done?: true;
    },
  ): Promise<boolean>;
  /** False when the build is no longer this holder's. */
  finish(build: BuildId, holder: string, end: BuildEnd, at: string): Promise<boolean>;
  /** Queued: cancelled at once. Running: marked, the holder ends it. Returns the state after. */
  cancel(build: BuildId, at: string): Promise<BuildRow | null>;
  build(id: BuildId): Promise<BuildRow | null>;
  builds(tool: ToolName, page: PageOf): Promise<readonly BuildRow[]>;
  /** Queued and running ones of a tool, oldest first. */
  openBuilds(tool: ToolName): Promise<readonly BuildRow[]>;
}

export interface ReleaseStore {
  /** Takes the tool's next number. A build that already has a release gets the same one again. */
  addRelease(release: Omit<Release, "number" | "state" | "reason" | "fault" | "live" | "control">): Promise<Release>;
  setReleaseState(
    tool: ToolName,
    number: ReleaseNumber,
    change: {
      readonly state: ReleaseState;
      readonly reason?: string;
      readonly fault?: Fault;
      readonly live?: string;
      readonly control?: string;
    },
  ): Promise<void>;
  release(tool: ToolName, number: ReleaseNumber): Promise<Release | null>;
  releases(tool: ToolName, page: PageOf): Promise<readonly Release[]>;
  liveRelease(tool: ToolName): Promise<Release | null>;
  /** Small durable values: the last reconciled head, the installation's id. */
  value(key: string): Promise<string | null>;
  putValue(key: string, value: string): Promise<void>;
  /** Writes a value that is not there yet. What is there then, whoever wrote it. */
  claimValue(key: string, value: string): Promise<string>;
  /** All whose key begins so. */
  values(prefix: string): Promise<ReadonlyMap<string, string>>;
}

export interface Store
  extends
    AccessStore,
    ToolStore,
    BuildStore,
    ReleaseStore,
    ReleaseHistoryStore,
    PauseStore,
    PromotionStore,
    PreviewStore,
    PinStore,
    PushStore,
    ImageMarkStore,
    NamedImageStore,
    FigureStore,
    ControlStore,
    SettingsStore,
    RunStore,
    JobStore,
    MailStore,
    PackageStore,
    SourceStore,
    HookStore,
    StatusStore,
    ReviewStore,
    LicenceStore,
    ScanStore,
    SignerStore,
    AcceptanceStore,
    ProtectionStore,
    EmbargoStore,
    RebaseStore,
    TrialStore {
  close(): Promise<void>;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
}
