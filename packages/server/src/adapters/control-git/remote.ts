import type { ControlRemote } from "@sluice/contract";
import { readReleaseFile, toolOfPath } from "../../core/control/release-files.ts";
import type { Clock } from "../../core/ports/clock.ts";
import type { ControlPushes } from "../../core/ports/control-push.ts";
import { ControlUnreachable } from "../../core/ports/control-remote.ts";
import { git, tryGit, type GitPlace } from "./git.ts";
import { tryRemote, type RemoteOptions } from "./remote-git.ts";
import { sshPlace, sshRefusal } from "./ssh.ts";

/** What the remote had when it was read last, and was followed. */
const tracking = "refs/sluice/remote";
const fetched = "refs/sluice/fetched";
/** Heads that a rewritten history left behind: deployments of then are still read from them. */
const kept = "refs/sluice/kept";

export interface Remote {
  state(): ControlRemote;
  /** Reads the remote and follows it. Never throws for what is the remote's fault. */
  follow(): Promise<void>;
  /** False when the remote has moved on: follow and try again. Throws ControlUnreachable. */
  push(commit: string): Promise<boolean>;
}

/** Keeps the repository a copy of the remote's branch. All calls come one after the other. */
export async function openRemote(place: GitPlace, options: RemoteOptions, pushes: ControlPushes, clock: Clock): Promise<Remote> {
  const { url, onEvent } = options;
  const ssh = await sshPlace(place.directory, options);
  let state: ControlRemote = { url, state: "lost", reason: "it was not read yet", fetched: null, publicKey: ssh?.publicKey ?? null };

  function become(to: ControlRemote["state"], reason: string): void {
    if (to !== state.state || reason !== state.reason) onEvent(`control repository ${url}: ${to}${reason === "" ? "" : `: ${reason}`}`);
    state = { ...state, state: to, reason };
  }
  /** It answered nothing that could be used: by a wrong key, or at all. */
  function becomeAway(error: string): void {
    const refusal = ssh === null ? null : sshRefusal(error, ssh);
    become(refusal === null ? "lost" : "refused", refusal ?? said(error));
  }
  const hashOf = async (ref: string): Promise<string | null> => {
    const { code, out } = await tryGit(place, ["rev-parse", "--verify", "--quiet", ref]);
    return code === 0 ? out.toString("utf8").trim() : null;
  };

  async function read(): Promise<{ readonly head: string | null } | null> {
    const listed = await tryRemote(place, options, ssh, ["ls-remote", "--", url, pushes.ref]);
    const listing = listed.out.toString("utf8");
    const found = listed.code === 0 && listing.trim() !== "";
    const result = found
      ? await tryRemote(place, options, ssh, ["fetch", "--quiet", "--no-tags", "--", url, `+${pushes.ref}:${fetched}`])
      : listed;
    if (result.code !== 0) {
      becomeAway(result.error);
      return null;
    }
    state = { ...state, fetched: clock.now() as ControlRemote["fetched"] };
    return { head: found ? await hashOf(fetched) : null };
  }

  /** Why what the remote has cannot be followed; null when it can. */
  async function refusal(own: string, theirs: string, last: string | null): Promise<string | null> {
    if (last === null) return "it and the repository here have both commits that the other has not: push one to the other by hand";
    if (last !== own) return "it was rewritten while commits here were not yet there: push them by hand";
    const changes = await pushes.changes(own, theirs, 100_000);
    const problems = changes.flatMap(({ path, data }) => {
      const tool = toolOfPath(path);
      const read = tool === null || data === null ? null : readReleaseFile(tool, data);
      return read === null || read.ok ? [] : read.problems;
    });
    if (problems[0] !== undefined) return `its history was rewritten, and is not followed: ${problems[0]}`;
    const left = await git(place, ["ls-tree", "-d", "--name-only", theirs, "--", "tools/"]);
    if (left.length === 0) return "its history was rewritten, and is not followed: it would stop all tools";
    return null;
  }

  async function followTo(theirs: string): Promise<void> {
    const own = await pushes.head();
    const last = await hashOf(tracking);
    const rewritten = last !== null && last !== theirs && !(await pushes.contains(theirs, last));
    if (own !== null && own !== theirs && (rewritten || !(await pushes.contains(theirs, own)))) {
      if (!rewritten && (await pushes.contains(own, theirs))) {
        if (!(await push(own))) throw new ControlUnreachable("it moved meanwhile");
        return become("synced", "");
      }
      const why = await refusal(own, theirs, last);
      if (why !== null) return become("refused", why);
      await git(place, ["update-ref", `${kept}/${own}`, own]);
      onEvent(`control repository ${url}: its history was rewritten; followed from ${own} to ${theirs}`);
    }
    if (own !== theirs && !(await pushes.move(own, theirs))) throw new ControlUnreachable("the copy here moved meanwhile");
    await git(place, ["update-ref", tracking, theirs]);
    become("synced", "");
  }

  async function push(commit: string): Promise<boolean> {
    const { code, out, error } = await tryRemote(place, options, ssh, ["push", "--porcelain", "--", url, `${commit}:${pushes.ref}`]);
    if (code === 0) {
      await git(place, ["update-ref", tracking, commit]);
      become("synced", "");
      return true;
    }
    const answer = out.toString("utf8");
    if (/fetch first|non-fast-forward|stale info|cannot lock ref|failed to update ref|incorrect old value/.test(`${answer}${error}`))
      return false;
    const declined = /\[remote rejected\] \((.*)\)/.exec(answer)?.[1];
    if (declined === undefined) becomeAway(error);
    else become("refused", `it refuses our commit: ${declined}`);
    throw new ControlUnreachable(`${url}: ${state.reason}`);
  }

  async function followNow(): Promise<void> {
    const there = await read();
    if (there === null) return;
    if (there.head !== null) return followTo(there.head);
    const own = await pushes.head();
    if ((await hashOf(tracking)) !== null) return become("refused", `it has no ${pushes.ref} any more: push the copy here to it by hand`);
    if (own !== null) await push(own);
    else become("synced", "");
  }

  return {
    state: () => state,
    push,
    async follow() {
      try {
        await followNow();
      } catch (error) {
        // its state says why; the next look tries again
        if (!(error instanceof ControlUnreachable)) throw error;
      }
    },
  };
}

function said(error: string): string {
  const line = error.split("\n").find((each) => /^(fatal|error|ssh|remote)/.test(each)) ?? error.split("\n")[0] ?? "";
  return line.trim().slice(0, 300) || "it does not answer";
}
