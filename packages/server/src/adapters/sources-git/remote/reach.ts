import { sourcePlace } from "@sluice/contract";
import type { RemoteBranch, SourceAccess, Unread } from "../../../core/ports/remote-sources.ts";
import { basicAuthorization } from "../../../remote-hosts/basic-authorization.ts";
import { gitEnvironment } from "../git-environment.ts";
import { runGit } from "../run-git.ts";
import { type Pinned, type PinRules, pinHost, pinSsh } from "../../../remote-hosts/pin-host.ts";
import { openSshSession } from "./ssh-session.ts";

/** How git comes to a repository: with what address, by which settings, and what it may learn on its way. */
export interface Reached extends AsyncDisposable {
  readonly kind: "reached";
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  /** How it can be asked without git; null: it cannot. */
  readonly http: PlainHttp | null;
  /** The key of a host that was seen for the first time. */
  learned(): Promise<string | null>;
}

/** Requests that go just where git's would. */
export interface PlainHttp {
  readonly addresses: Pinned["addresses"];
  readonly headers: Readonly<Record<string, string>>;
}

export interface ReachRules extends PinRules {
  /** Authorities that are trusted (PEM); null: the machine's. */
  readonly certificates: string | null;
}

const always = {
  // also keeps git's old protocol from the alternates that a server names
  "http.followRedirects": "false",
  "http.lowSpeedLimit": "1000",
  "http.lowSpeedTime": "30",
  "credential.helper": "",
  "fetch.unpackLimit": "1",
  "protocol.version": "2",
  "transfer.bundleURI": "false",
};

/** Gives the way to a repository, by which only addresses are connected to that were looked at. */
export function reacher(rules: ReachRules): (at: Pick<RemoteBranch, "url" | "access">) => Promise<Reached | Unread> {
  let version: Promise<string> | null = null;

  async function byHttp(given: string, access: SourceAccess | null): Promise<Reached | Unread> {
    const pinned = await pinHost(given, rules);
    if (pinned.kind === "unread") return pinned;
    const old = pinned.resolve === null ? null : tooOld(await (version ??= gitVersion()));
    if (old !== null) return { kind: "unread", away: false, why: old };
    const { url, resolve } = pinned;
    const settings = {
      ...always,
      ...(resolve === null ? {} : { "http.curloptResolve": resolve }),
      ...(rules.certificates === null ? {} : { "http.sslCAInfo": rules.certificates }),
      ...(access?.kind === "token" ? { [`credential.${new URL(url).origin}.helper`]: tokenHelper } : {}),
    };
    const token = access?.kind === "token" ? { SLUICE_TOKEN_USER: access.user, SLUICE_TOKEN: access.token.reveal() } : {};
    const env = { ...gitEnvironment(settings), ...token, GIT_ALLOW_PROTOCOL: rules.http ? "http:https" : "https" };
    const http = { addresses: pinned.addresses, headers: access?.kind === "token" ? basicAuthorization(access) : {} };
    return { kind: "reached", url, env, http, learned: async () => null, [Symbol.asyncDispose]: async () => undefined };
  }

  async function bySsh(url: string, access: SourceAccess | null): Promise<Reached | Unread> {
    if (access?.kind !== "key") return { kind: "unread", away: false, why: "it is read over ssh, and there is no deploy key for it" };
    const pinned = await pinSsh(url, rules);
    if (pinned.kind === "unread") return pinned;
    const session = await openSshSession(access, pinned.address);
    const env = {
      ...gitEnvironment(always),
      GIT_ALLOW_PROTOCOL: "ssh",
      GIT_SSH_COMMAND: session.command,
      GIT_SSH_VARIANT: "ssh",
    };
    return { kind: "reached", url, env, http: null, learned: session.learned, [Symbol.asyncDispose]: () => session[Symbol.asyncDispose]() };
  }

  return ({ url, access }) => (sourcePlace(url).scheme === "ssh" ? bySsh(url, access) : byHttp(url, access));
}

/** Answers git's question for the one host that it is set for (gitcredentials(7)); what it says is in no argument. */
const tokenHelper = `!f() { test "$1" = get && printf 'username=%s\\npassword=%s\\n' "$SLUICE_TOKEN_USER" "$SLUICE_TOKEN"; }; f`;

async function gitVersion(): Promise<string> {
  return (await runGit(["version"], { env: gitEnvironment({}) })).stdout.toString().trim();
}

/** An older git passes over `http.curloptResolve` without a word, and would look the host up itself. */
export function tooOld(version: string): string | null {
  const [, major = "0", minor = "0"] = /(\d+)\.(\d+)/.exec(version) ?? [];
  const fits = Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 37);
  return fits ? null : `the server's git (${version}) is older than 2.37 and cannot be kept to an address: an admin must bring a newer one`;
}
