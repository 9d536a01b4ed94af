import type {
  AuditEntry,
  BaseName,
  BuildId,
  BuildState,
  CommitHash,
  Concurrency,
  Digest,
  EmbargoTitle,
  Fault,
  FindingId,
  HookForge,
  LicencePolicy,
  Signer,
  SignerId,
  Moment,
  PreviewName,
  Promotion,
  Rebase,
  RebaseId,
  RebaseTool,
  ReleaseCause,
  ReleaseNumber,
  ReleaseState,
  ReviewPreviews,
  SourceEvents,
  Role,
  RunCause,
  RunId,
  RunName,
  RunState,
  Scope,
  Severity,
  StatusForge,
  StatusState,
  ToolName,
  UserName,
} from "@sluice/contract";
import type { SetSide } from "../../core/ports/package-store.ts";
import type { ColumnType, Generated, GeneratedAlways, Kysely } from "kysely";

/** ISO 8601 in UTC with milliseconds: sorts by byte as it does by time. */
type At = ColumnType<Moment, string, string>;
type MaybeAt = ColumnType<Moment | null, string | null, string | null>;
/** 0 or 1: SQLite has no boolean. */
type Flag = ColumnType<number, 0 | 1, 0 | 1>;

export interface Tables {
  // User names are not keys: with LDAP or OpenID Connect a member need not have signed in yet.
  users: { name: UserName; admin: Flag };
  tokens: {
    id: string;
    hash: string;
    user_name: UserName;
    label: string;
    scope: Scope;
    tool: ToolName | null;
    created: At;
    expires: MaybeAt;
    last_used: MaybeAt;
    revoked: Flag;
  };
  audit: {
    id: GeneratedAlways<number>;
    at: At;
    user_name: string;
    action: string;
    subject: string;
    source: string;
    result: AuditEntry["result"];
    detail: string;
  };
  tools: {
    name: ToolName;
    created: At;
    created_by: UserName;
    next_build: Generated<BuildId | null>;
    served: Generated<number>;
    next_run: Generated<string | null>;
    runs_served: Generated<number>;
  };
  members: { tool: ToolName; user_name: UserName; role: Role };
  builds: {
    id: GeneratedAlways<BuildId>;
    tool: ToolName;
    pipeline: string;
    commit_hash: CommitHash;
    subject: string;
    author: string;
    cause: string;
    push_key: string;
    branch: string;
    branch_from: string;
    state: BuildState;
    fault: Fault | null;
    reason: string | null;
    image: Digest | null;
    release: ReleaseNumber | null;
    steps: string;
    languages: Generated<string>;
    licence: string | null;
    queued: At;
    started: MaybeAt;
    ended: MaybeAt;
    cancel_requested: Flag;
    attempts: number;
    holder: string | null;
    lease_until: string | null;
    preview: PreviewName | null;
    upload: string | null;
    source: ToolName | null;
    push: number | null;
    done: Generated<number>;
  };
  pushes: {
    id: GeneratedAlways<number>;
    tool: ToolName;
    ref: string;
    to_object: string;
    moved: Generated<number>;
  };
  previews: {
    tool: ToolName;
    name: PreviewName;
    source: string;
    subject: string;
    user_name: UserName;
    created: At;
    expires: At;
    secrets: Flag;
    ending: Flag;
    file: string | null;
  };
  releases: {
    tool: RunName;
    number: ReleaseNumber;
    state: ReleaseState;
    reason: string | null;
    fault: Fault | null;
    cause: ReleaseCause;
    settings: number;
    build: BuildId | null;
    commit_hash: CommitHash;
    subject: string;
    author: string;
    image: Digest;
    control: string | null;
    created: At;
    live: MaybeAt;
  };
  settings_versions: {
    tool: ToolName;
    version: number;
    sealed: string;
    key_id: string;
    author: UserName;
    created: At;
    changed: string;
    wished: Flag;
  };
  platform_files: { tool: ToolName | ""; path: string; sealed: string; key_id: string; author: UserName; created: At };
  scans: { tool: ToolName; image: Digest; at: At; problem: string | null; found: string; counts: string };
  scan_names: { tool: ToolName; image: Digest; name: string; finding: string; severity: Severity; count: number };
  acceptances: {
    id: Generated<number>;
    tool: ToolName | null;
    scope: string;
    finding: FindingId;
    name: string;
    until: At;
    why: string;
    user_name: UserName;
    at: At;
  };
  licence_policies: { tool: ToolName; policy: LicencePolicy; also: string; why: string; user_name: UserName; at: At };
  protections: { tool: ToolName; user_name: UserName; at: At };
  asked_promotions: { tool: ToolName; from_tool: ToolName; image: Digest; user_name: UserName; at: At };
  embargoes: {
    tool: ToolName;
    of_tool: ToolName | null;
    title: EmbargoTitle;
    user_name: UserName;
    at: At;
    disclosed_by: UserName | null;
    disclosed_at: MaybeAt;
    branches: string | null;
  };
  signers: {
    tool: ToolName;
    id: SignerId;
    kind: Signer["kind"];
    fingerprint: string;
    name: string;
    key_text: string;
    user_name: UserName;
    at: At;
  };
  pauses: {
    tool: ToolName;
    user_name: UserName;
    at: At;
    why: string;
    held_build: BuildId | null;
    held_file: string | null;
  };
  trials: { tool: ToolName; path: string; text: string; user_name: UserName; begun: At; expires: At };
  sources: {
    tool: ToolName;
    url: string;
    branch: string;
    user_name: UserName;
    created: At;
    looked: MaybeAt;
    commit_hash: CommitHash | null;
    build: BuildId | null;
    problem: string | null;
    failures: number;
    changed: MaybeAt;
    next_look: At;
    wakes: ColumnType<number, number | undefined, number>;
    previews: ColumnType<ReviewPreviews, ReviewPreviews | undefined, ReviewPreviews>;
    previews_problem: ColumnType<string | null, string | null | undefined, string | null>;
    events: ColumnType<SourceEvents, SourceEvents | undefined, SourceEvents>;
  };
  reviews: { tool: ToolName; number: number; commit_hash: CommitHash };
  source_access: { tool: ToolName; kind: "token" | "key"; key_id: string; sealed: string; shown: string };
  source_hosts: { tool: ToolName; host: string; host_key: string; seen: At };
  hooks: {
    id: string;
    tool: ToolName;
    forge: HookForge;
    key_id: string;
    sealed: string;
    user_name: UserName;
    created: At;
    heard: MaybeAt;
  };
  statuses: {
    tool: ToolName;
    url: string;
    forge: StatusForge;
    api: string | null;
    key_id: string;
    sealed: string;
    user_name: UserName;
    created: At;
    told: MaybeAt;
    problem: string | null;
    account: string | null;
    label: string | null;
    lacks: string | null;
  };
  commit_statuses: {
    tool: ToolName;
    commit_hash: CommitHash;
    preview: PreviewName | "";
    build: BuildId | null;
    refusal: string | null;
    told: StatusState | null;
    at: At;
    tries: number;
    next_try: At;
    problem: string | null;
  };
  hook_deliveries: { hook: string; delivery: string; at: At };
  promotions: {
    tool: ToolName;
    release: ReleaseNumber;
    to_tool: ToolName;
    state: Promotion["state"];
    planned: At;
    due: At;
    reason: string;
  };
  runs: {
    id: GeneratedAlways<RunId>;
    tool: ToolName;
    job: string | null;
    command: string;
    release: ReleaseNumber;
    image: string;
    memory: string;
    cpu: string;
    timeout: number;
    retries: number;
    concurrency: Concurrency;
    cause: RunCause;
    scheduled: MaybeAt;
    state: RunState;
    fault: Fault | null;
    reason: string | null;
    exit_code: number | null;
    attempts: Generated<number>;
    begun: Generated<number>;
    failures: Generated<number>;
    asked_by: string;
    queued: At;
    not_before: string;
    started: MaybeAt;
    ended: MaybeAt;
    cancel: string | null;
    holder: string | null;
    lease_until: string | null;
  };
  job_states: {
    tool: ToolName;
    job: string;
    schedule: string;
    handled: string;
    paused_by: string | null;
    failing_since: string | null;
    mailed_at: string | null;
  };
  mail_addresses: { tool: ToolName; address: string };
  mail_outbox: {
    id: GeneratedAlways<number>;
    tool: ToolName;
    recipients: string;
    subject: string;
    body: string;
    queued: string;
    next_try: string;
    tries: number;
  };
  package_sets: {
    name: string;
    side: SetSide;
    base: BaseName;
    packages: string;
    versions: string | null;
    base_content: string;
    baked: string;
    used: At;
  };
  bakes: { name: string; holder: string; lease_until: string };
  bases: { base: BaseName; checked: At; changed: At };
  rebases: {
    id: GeneratedAlways<RebaseId>;
    state: Rebase["state"];
    user_name: UserName;
    wave: number;
    failures: number;
    reason: string;
    created: At;
    ended: MaybeAt;
    holder: string | null;
    lease_until: string | null;
  };
  rebase_tools: { rebase: RebaseId; tool: ToolName; state: RebaseTool["state"]; release: ReleaseNumber | null; reason: string };
  pins: { tool: ToolName; release: ReleaseNumber; user_name: UserName; at: At; why: string };
  image_marks: { holder: string; digest: Digest; state: "unnamed" | "used" | "going"; at: string };
  installation_values: { name: string; content: string };
}

export type Db = Kysely<Tables>;
export type Dialect = "sqlite" | "postgres";
