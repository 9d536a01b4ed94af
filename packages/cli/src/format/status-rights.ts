import type { StatusForge } from "@sluice/contract";

/** Where a token is made, and what it must be allowed, by the forge's own labels. */
const rights: Readonly<Record<StatusForge, { readonly where: string; readonly right: string }>> = {
  github: {
    where: "Settings > Developer settings > Fine-grained tokens, for this repository",
    right: "Commit statuses: read and write",
  },
  gitlab: { where: "Settings > Access tokens of the project", right: "role Developer, scope api" },
  gitea: { where: "Settings > Applications > Generate New Token", right: "repository: Read and Write" },
  "bitbucket-cloud": { where: "Repository settings > Access tokens", right: "Repositories: Read and Write" },
  gerrit: {
    where: "Settings > HTTP Credentials > Generate New Password, of an account for this",
    right: "to read the project; to vote in refs/heads/*: Label Verified -1..+1",
  },
  "bitbucket-dc": { where: "Repository settings > HTTP access tokens", right: "Repository read" },
};

/** What a token for commit statuses must be like, and how it is given. */
export function statusLines(forge: StatusForge): string[] {
  const { where, right } = rights[forge];
  const [given, more] = forge === "gerrit" ? ["password", " --account NAME"] : ["token", ""];
  return [where, `  ${right}`, `Then give the ${given} on the input of: sluice source status ${forge} --enter${more}`];
}
