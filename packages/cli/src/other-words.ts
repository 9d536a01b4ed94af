import type { Command } from "commander";

/** What the commands of other platforms' programs are called here. */
const others: Readonly<Record<string, string>> = {
  app: "tools",
  apps: "tools",
  config: "env",
  destroy: "tools delete",
  envvars: "env",
  info: "status",
  remove: "tools delete",
  start: "resume",
  stop: "scale",
  webservice: "restart",
};

/** Commands that somebody means who types this word first: the same in other programs, or one of a group; at most three. */
export function otherWords(root: Command, word: string): readonly string[] {
  const other = Object.hasOwn(others, word) ? others[word] : undefined;
  if (other !== undefined) return [`${root.name()} ${other}`];
  // most who leave the group out mean tools
  const groups = root.commands.toSorted((a, b) => Number(b.name() === "tools") - Number(a.name() === "tools"));
  return groups
    .flatMap((group) => group.commands.filter((one) => one.name() === word).map((one) => `${root.name()} ${group.name()} ${one.name()}`))
    .slice(0, 3);
}
