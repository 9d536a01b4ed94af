import type { SourceAccess } from "../core/ports/remote-sources.ts";

/** The header of a token that is sent without being asked for it first (RFC 7617). */
export function basicAuthorization({ user, token }: Extract<SourceAccess, { kind: "token" }>): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${token.reveal()}`).toString("base64")}` };
}
