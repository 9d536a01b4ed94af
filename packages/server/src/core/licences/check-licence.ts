import type { Build, CommitHash, LicenceFinding, LicencePolicy, OwnLicencePolicy, Release, ToolLicence, ToolName } from "@sluice/contract";
import type { LicenceStore } from "../ports/licence-store.ts";
import type { Sources } from "../ports/sources.ts";
import type { Store } from "../ports/store.ts";
import { todoFor } from "./advice.ts";
import type { Identify } from "./known-texts.ts";

/** What is asked of all tools of the installation. */
export interface LicenceRules {
  readonly policy: LicencePolicy;
  /** Ids of SPDX's list, and `osi-approved`. */
  readonly allowed: readonly string[];
}

export interface LicenceDependencies {
  readonly sources: Pick<Sources, "files" | "file">;
  readonly store: Pick<LicenceStore, "licencePolicy">;
  readonly rules: LicenceRules;
  /** The texts that are known, read when they are first asked for. */
  readonly identify: () => Promise<Identify>;
}

/** What is asked of one tool: its own policy, or the installation's. */
export function rulesFor(rules: LicenceRules, own: OwnLicencePolicy | null): LicenceRules {
  return own === null ? rules : { policy: own.policy, allowed: [...new Set([...rules.allowed, ...own.also])] };
}

/** The licence of a commit, whose folder is built; null when nobody asks for it. Reads few and small files, out of git. */
export async function checkLicence(
  { sources, store, rules, identify }: LicenceDependencies,
  { tool, source: from, commit }: { readonly tool: ToolName; readonly source: ToolName; readonly commit: CommitHash },
  folder: string,
): Promise<LicenceFinding | null> {
  const { policy, allowed } = rulesFor(rules, await store.licencePolicy(tool));
  if (policy === "off") return null;
  // SPDX's list takes memory, which a server that nobody asks does without
  const [{ readStatements }, { judge }] = await Promise.all([import("./read-statements.ts"), import("./judge.ts")]);
  const source = { files: await sources.files(from, commit), read: (path: string) => sources.file(from, commit, path) };
  const statements = await readStatements(source, folder, await identify());
  const judged = judge(statements, new Set(allowed));
  return { policy, ...judged, statements: [...statements], todo: todoFor(judged.verdict, statements) };
}

/** Whether a build may not go on. */
export function isRefused({ policy, verdict }: Pick<LicenceFinding, "policy" | "verdict">): boolean {
  return policy === "required" && verdict !== "allowed" && verdict !== "contradictory";
}

/** The build of the commit that is live, when its licence was looked at: settings and rebases make releases without a build. */
export async function licensedBuild(store: Pick<Store, "licensedBuild">, tool: ToolName, live: Release | null): Promise<Build | null> {
  return live === null ? null : store.licensedBuild(tool, live.commit);
}

/** What is known of a tool's licence, and asked of its next push. */
export async function toolLicence(store: Store, rules: LicenceRules, tool: ToolName): Promise<ToolLicence> {
  const [own, live] = await Promise.all([store.licencePolicy(tool), store.liveRelease(tool)]);
  const build = await licensedBuild(store, tool, live);
  const { policy, allowed } = rulesFor(rules, own);
  return { tool, policy, allowed: [...allowed], own, build: build?.id ?? null, finding: build?.licence ?? null };
}
