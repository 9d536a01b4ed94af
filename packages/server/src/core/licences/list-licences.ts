import type { LicenceFinding, LicenceOutcome, LicencePolicy, ListedLicence } from "@sluice/contract";
import type { LicenceStore, LiveLicence } from "../ports/licence-store.ts";
import type { PageOf } from "../ports/store.ts";
import { isRefused, rulesFor, type LicenceRules } from "./check-licence.ts";

export interface LicenceQuestion extends PageOf {
  /** Only those of which a push would be refused. */
  readonly refused: boolean;
}

/** So many tools are looked at in one go for those that would be refused. */
const atOnce = 500;

/** What is live of all tools, held against what is asked now: what is allowed may have changed since a build was looked at. */
export async function listLicences(
  store: Pick<LicenceStore, "liveLicences">,
  rules: LicenceRules,
  { limit, before, refused }: LicenceQuestion,
): Promise<ListedLicence[]> {
  const found: ListedLicence[] = [];
  const size = refused ? atOnce : limit;
  for (let last: string | undefined = before; found.length < limit;) {
    const page: readonly LiveLicence[] = await store.liveLicences({ limit: size, ...(last === undefined ? {} : { before: last }) });
    const held = await Promise.all(page.map((one) => listed(one, rules)));
    found.push(...(refused ? held.filter(({ outcome }) => outcome === "refused") : held));
    if (page.length < size) break;
    last = page.at(-1)?.tool;
  }
  return found.slice(0, limit);
}

async function listed({ tool, live, own, build }: LiveLicence, rules: LicenceRules): Promise<ListedLicence> {
  const { policy, allowed } = rulesFor(rules, own);
  if (build === null) return { tool, live, policy, own, outcome: policy === "off" ? "not-asked" : "unknown", build: null, finding: null };
  // SPDX's list takes memory, which a server that nobody asks does without
  const { judge } = await import("./judge.ts");
  const finding = judge(build.finding.statements, new Set(allowed));
  return { tool, live, policy, own, outcome: outcomeOf(policy, finding.verdict), build: build.id, finding };
}

function outcomeOf(policy: LicencePolicy, verdict: LicenceFinding["verdict"]): LicenceOutcome {
  if (policy === "off") return "not-asked";
  if (verdict === "allowed") return "allowed";
  return isRefused({ policy, verdict }) ? "refused" : "warned";
}
