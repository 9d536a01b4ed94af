import type { ToolName } from "@sluice/contract";
import { largestFile } from "../../core/control/read-yaml.ts";
import { releasePath } from "../../core/control/release-files.ts";
import type { ChangedFile, ControlChange, ControlPushes } from "../../core/ports/control-push.ts";
import { git, tryGit, type GitPlace } from "./git.ts";
import type { ObjectReader } from "./object-reader.ts";

/** The empty tree, which git knows without having it. */
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** What a push to the repository is looked at with. */
export function controlPushes(place: GitPlace, reader: ObjectReader, branch: string, head: () => Promise<string | null>): ControlPushes {
  const ref = `refs/heads/${branch}`;
  return {
    ref,
    head,
    contains: async (newer, older) => (await tryGit(place, ["merge-base", "--is-ancestor", older, newer])).code === 0,
    changes: (from, to, atMost) => changesBetween(place, reader, from ?? emptyTree, to, atMost),
    async move(from, to) {
      return (await tryGit(place, ["update-ref", "--no-deref", ref, to, from ?? "0".repeat(to.length)])).code === 0;
    },
    lastChange: (tool, at) => lastChange(place, tool, at),
  };
}

async function changesBetween(
  place: GitPlace,
  reader: ObjectReader,
  from: string,
  to: string,
  atMost: number,
): Promise<readonly ChangedFile[]> {
  // `:<mode> <mode> <hash> <hash> <status> NUL <path> NUL` (git-diff-tree, "Raw output format")
  const raw = (await git(place, ["diff-tree", "-r", "-z", "--no-renames", from, to])).toString("utf8").split("\0");
  const rows: { readonly path: string; readonly mode: string; readonly hash: string }[] = [];
  for (let at = 0; at + 1 < raw.length && rows.length <= atMost; at += 2) {
    const [, mode = "", , hash = ""] = (raw[at] ?? "").split(" ");
    rows.push({ path: raw[at + 1] ?? "", mode, hash });
  }
  const sizes = await sizesOf(
    place,
    rows.map(({ hash }) => hash),
  );
  const found: ChangedFile[] = [];
  for (const { path, mode, hash } of rows) {
    const bytes = sizes.get(hash) ?? 0;
    const kind = kindOf(mode, hash);
    const wanted = kind === "file" && /\/release\.ya?ml$/.test(path) && bytes <= largestFile;
    found.push({ path, kind, bytes, data: wanted ? ((await reader.read(hash))?.data ?? null) : null });
  }
  return found;
}

function kindOf(mode: string, hash: string): ChangedFile["kind"] {
  if (/^0+$/.test(hash)) return "removed";
  if (mode === "160000") return "submodule";
  return mode === "120000" ? "link" : "file";
}

/** Asked for before anything is read: a small pack may hold a file of gigabytes. */
async function sizesOf(place: GitPlace, hashes: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const input = hashes.map((hash) => `${hash}\n`).join("");
  const lines = (await git(place, ["cat-file", "--batch-check=%(objectname) %(objectsize)"], input)).toString("utf8").split("\n");
  return new Map(
    lines.flatMap((line) => {
      const [hash = "", size = ""] = line.split(" ");
      return /^\d+$/.test(size) ? [[hash, Number(size)] as const] : [];
    }),
  );
}

async function lastChange(place: GitPlace, tool: ToolName, at: string): Promise<ControlChange | null> {
  const shown = await git(place, ["log", "-1", "--no-show-signature", "--format=%H%x00%an%x00%s", at, "--", releasePath(tool)]);
  const [commit = "", author = "", subject = ""] = shown.toString("utf8").trimEnd().split("\0");
  return commit === "" ? null : { commit, author, subject };
}
