import type { Token } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { cut, table } from "../format/table.ts";
import { relative } from "../format/times.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const now = context.now();
  const { call } = await connect(input, context);
  const all = await call("tokens.list", {});
  const shown = input.flag("all") ? all : all.filter((token) => !ended(token, now));
  if (shown.length === 0) out.note("No tokens. Make one with: sluice tokens create LABEL");
  out.lines(table(shown.map((token) => row(token, now))));
  out.object(shown);
  if (shown.length < all.length) out.note(`${all.length - shown.length} ended: sluice tokens list --all`);
}

function row(token: Token, now: Date): string[] {
  const used = token.lastUsed === null ? "never used" : `used ${relative(token.lastUsed, now)}`;
  return [
    token.id,
    token.user,
    cut(token.label, 30),
    token.tool === null ? token.scope : `${token.scope} on ${token.tool}`,
    used,
    end(token, now),
  ];
}

function end(token: Token, now: Date): string {
  if (token.revoked) return "revoked";
  if (token.expires === null) return "does not end";
  return `${ended(token, now) ? "ended" : "ends"} ${relative(token.expires, now)}`;
}

function ended(token: Token, now: Date): boolean {
  return token.revoked || (token.expires !== null && Date.parse(token.expires) <= now.getTime());
}
