import type { Handlers } from "../handler.ts";
import { pageOf } from "../page-of.ts";
import { coverAudit } from "../../core/embargoes/cover-audit.ts";
import { createToken, listTokens, revokeToken } from "../../core/access/tokens.ts";

type Names = "me.show" | "audit.list" | "tokens.list" | "tokens.create" | "tokens.revoke" | "doctor.show";

export const accessHandlers: Pick<Handlers, Names> = {
  "me.show": async ({ me }) => me,
  "doctor.show": ({ deps }) => deps.doctor(),
  "audit.list": async ({ deps, me, query }) => [...(await coverAudit(deps.store, me, await deps.store.auditLog(pageOf(query))))],
  "tokens.list": ({ deps, me }) => listTokens(deps, me),
  "tokens.create": ({ deps, me, body }) => createToken(deps, me, body),
  "tokens.revoke": async ({ deps, me, params }) => {
    await revokeToken(deps, me, params.id);
    return { done: true };
  },
};
