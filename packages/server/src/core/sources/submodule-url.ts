import { SourceUrl } from "@sluice/contract";

/**
 * Where a submodule is: what .gitmodules says, or beside the repository that names it when that begins with ./ or ../
 * (git-submodule(1), "add"). Null when it is no address of a source: a file, another protocol, a word for git's helpers.
 */
export function submoduleUrl(given: string, base: string | null): string | null {
  const isRelative = /^\.\.?\//.test(given);
  const url = isRelative && base !== null ? beside(base, given) : given;
  const read = SourceUrl.safeParse(url);
  return read.success ? read.data : null;
}

/** Null when it leads out of the host. */
function beside(base: string, given: string): string | null {
  const [, head = "", path = ""] = /^(\w+:\/\/[^/]+\/|[^/:]+:)(.*)$/.exec(base) ?? [];
  const parts = path.split("/").filter((part) => part !== "");
  for (const part of given.split("/")) {
    if (part === ".." && parts.pop() === undefined) return null;
    if (part !== ".." && part !== "." && part !== "") parts.push(part);
  }
  const absolute = !head.includes("//") && path.startsWith("/") ? "/" : "";
  return head === "" || parts.length === 0 ? null : `${head}${absolute}${parts.join("/")}`;
}
