import type { HookForge } from "@sluice/contract";
import { played, playHook } from "./played-hooks.ts";
import type { HookRequest } from "./verify-hook.ts";

type Below = (most: number) => number;

/** A push as a forge sends it, changed; every other one is signed anew after that, so that what reads payloads is tried, too. */
export function mutatedHook(forge: HookForge, secret: string, nowMs: number, below: Below): HookRequest {
  const changed = mutated(playHook(forge, secret, nowMs), below);
  if (below(2) === 0) return changed;
  const signed = played[forge].headers(secret, changed.body, Math.floor(nowMs / 1000));
  return { ...changed, headers: { ...changed.headers, ...signed }, pathSecret: forge === "gerrit" ? secret : changed.pathSecret };
}

/** Changes bytes, lengths and whole headers. */
function mutated(request: HookRequest & { headers: Record<string, string> }, below: Below): HookRequest {
  const body = Buffer.from(request.body);
  const headers: Record<string, string | string[]> = { ...request.headers };
  const names = Object.keys(headers);
  const name = names[below(names.length)] ?? "";
  const value = String(headers[name]);
  const at = below(Math.max(1, value.length));
  const odd = ["", "sha256=", "null", "\u0000", "é", "v1,", value.repeat(3), value.slice(0, at), value.toUpperCase(), "9".repeat(400)];
  switch (below(7)) {
    case 0:
      body[below(body.length)] = below(256);
      return { ...request, body };
    case 1:
      return { ...request, body: body.subarray(0, below(body.length)) };
    case 2:
      return { ...request, body: Buffer.concat([body, Buffer.from(Array.from({ length: below(50) + 1 }, () => below(256)))]) };
    case 3:
      return { ...request, headers: { ...headers, [name]: odd[below(odd.length)] ?? "" } };
    case 4:
      return { ...request, headers: { ...headers, [name]: [value, value] } };
    case 5:
      return {
        ...request,
        pathSecret: odd[below(odd.length)] ?? "",
        headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
      };
    default:
      return {
        ...request,
        headers: { ...headers, [name]: `${value.slice(0, at)}${String.fromCodePoint(below(250) + 1)}${value.slice(at + 1)}` },
      };
  }
}

/** By what the forge would have sent for just these bytes, not by what is tested. */
export function isSigned(forge: HookForge, { headers, body, pathSecret }: HookRequest, secret: string, nowMs: number): boolean {
  if (forge === "gerrit") return pathSecret === secret;
  const sent = Object.entries(played[forge].headers(secret, body, Math.floor(nowMs / 1000)));
  return sent.filter(([name]) => /signature|token|timestamp/.test(name)).every(([name, value]) => headers[name] === value);
}
