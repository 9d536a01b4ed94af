import { z } from "zod";
import { Done, Page, type Route } from "../route.ts";
import { AuditEntry, CreatedToken, Me, NewToken, Token } from "../schemas/access.ts";
import { Check } from "../schemas/tools.ts";

export const accessRoutes = {
  "me.show": { method: "GET", path: "/me", access: "signed-in", summary: "Who am I", output: Me },
  "doctor.show": {
    method: "GET",
    path: "/doctor",
    access: "signed-in",
    summary: "Check every part and say how to mend it",
    output: z.array(Check),
  },
  "audit.list": {
    method: "GET",
    path: "/audit",
    access: "admin",
    summary: "The audit log, newest first",
    query: Page,
    output: z.array(AuditEntry),
  },
  "tokens.list": { method: "GET", path: "/tokens", access: "signed-in", summary: "My tokens; admins see all", output: z.array(Token) },
  "tokens.create": { method: "POST", path: "/tokens", access: "signed-in", summary: "Make a token", body: NewToken, output: CreatedToken },
  "tokens.revoke": {
    method: "DELETE",
    path: "/tokens/:id",
    access: "signed-in",
    summary: "End a token",
    params: z.object({ id: z.string() }),
    output: Done,
  },
} as const satisfies Record<string, Route>;
