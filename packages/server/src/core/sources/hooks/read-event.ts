import { CommitHash, type HookForge } from "@sluice/contract";
import { z } from "zod";
import { GerritBranch, readGerritEvent } from "./gerrit-event.ts";
import { type HookRequest, one, payloadOf } from "./verify-hook.ts";

/** What a webhook hints at. Only the repository itself says what is there. */
export interface HookEvent {
  /** The forge's own number of this sending; null: it gives none. */
  readonly delivery: string | null;
  /** Branches that it speaks of, with their new commit; null: it speaks of something that cannot be told, which is looked at. */
  readonly branches: readonly { readonly branch: string; readonly commit: CommitHash | null }[] | null;
  /** It speaks of a pull request. */
  readonly review: boolean;
}

const Change = z.object({ ref: z.string(), after: z.string().optional() });
/** Of GitHub, GitLab, Gitea, Forgejo, Gogs and soft-serve; and our own. */
const Push = Change.transform((change) => [change]);
const Cloud = z
  .object({
    push: z.object({
      changes: z.array(
        z.object({ new: z.object({ name: z.string(), type: z.string(), target: z.object({ hash: z.string() }) }).nullable() }),
      ),
    }),
  })
  .transform(({ push }) =>
    push.changes.flatMap(({ new: now }) => (now?.type === "branch" ? [{ ref: `refs/heads/${now.name}`, after: now.target.hash }] : [])),
  );
const DataCenter = z
  .object({ changes: z.array(z.object({ ref: z.object({ id: z.string() }), toHash: z.string() })) })
  .transform(({ changes }) => changes.map(({ ref, toHash }) => ({ ref: ref.id, after: toHash })));
const shapes: Readonly<Record<HookForge, z.ZodType<{ ref: string; after?: string | undefined }[]>>> = {
  github: Push,
  gitlab: Push,
  gitea: Push,
  gogs: Push,
  "soft-serve": Push,
  ci: Push,
  "bitbucket-cloud": Cloud,
  "bitbucket-dc": DataCenter,
  gerrit: GerritBranch,
};

const deliveries: Readonly<Record<HookForge, readonly string[]>> = {
  github: ["x-github-delivery"],
  gitlab: ["webhook-id", "idempotency-key", "x-gitlab-event-uuid"],
  gitea: ["x-forgejo-delivery", "x-gitea-delivery"],
  gogs: ["x-gogs-delivery"],
  "soft-serve": ["x-softserve-delivery"],
  "bitbucket-cloud": ["x-request-uuid"],
  "bitbucket-dc": ["x-request-id"],
  gerrit: [],
  ci: ["x-sluice-delivery"],
};

/** Events that speak of something else than commits: how the forge tries the hook, issues, comments. */
const events: Partial<Readonly<Record<HookForge, { readonly header: string; readonly pushes: RegExp; readonly reviews?: RegExp }>>> = {
  github: { header: "x-github-event", pushes: /^(push|create)$/, reviews: /^pull_request$/ },
  gitlab: { header: "x-gitlab-event", pushes: /^(Push Hook|System Hook)$/, reviews: /^Merge Request Hook$/ },
  gitea: { header: "x-gitea-event", pushes: /^(push|create)$/, reviews: /^pull_request(_sync)?$/ },
  gogs: { header: "x-gogs-event", pushes: /^(push|create)$/ },
  "soft-serve": { header: "x-softserve-event", pushes: /^(push|branch_tag_create)$/ },
  "bitbucket-cloud": { header: "x-event-key", pushes: /^repo:push$/, reviews: /^pullrequest:/ },
  "bitbucket-dc": { header: "x-event-key", pushes: /^repo:refs_changed$/, reviews: /^pr:/ },
};

/** Never throws: what cannot be understood means "look". */
export function readEvent(forge: HookForge, request: HookRequest): HookEvent {
  const delivery = deliveries[forge].map((name) => one(request.headers, name)).find((value) => value !== "") ?? null;
  const event = events[forge];
  const named = event === undefined ? "" : one(request.headers, event.header);
  const kept = delivery?.slice(0, 200) ?? null;
  if (event !== undefined && named !== "" && !event.pushes.test(named)) {
    return { delivery: kept, branches: [], review: event.reviews?.test(named) ?? false };
  }
  const said = parsed(payloadOf(request).toString());
  const about = forge === "gerrit" ? readGerritEvent(said) : null;
  if (about !== null && about.kind !== "branch") return { delivery: kept, branches: [], review: about.kind === "review" };
  const changes = shapes[forge].safeParse(said);
  if (!changes.success) return { delivery: kept, branches: null, review: false };
  const branches = changes.data.flatMap(({ ref, after }) => {
    const commit = CommitHash.safeParse(after);
    return ref.startsWith("refs/heads/") ? [{ branch: ref.slice("refs/heads/".length), commit: commit.success ? commit.data : null }] : [];
  });
  return { delivery: kept, branches, review: false };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
