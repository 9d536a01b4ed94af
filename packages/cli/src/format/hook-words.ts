import type { CreatedHook, HookForge } from "@sluice/contract";

interface Words {
  /** Where in the forge it is entered. */
  readonly where: string;
  /** What is entered beside the address and the secret, by the forge's own labels. */
  readonly fields: readonly (readonly [string, string])[];
  /** What the forge calls the secret; null: it has no field for one. */
  readonly secret: string | null;
}

const words: Readonly<Record<HookForge, Words>> = {
  github: {
    where: "Settings > Webhooks > Add webhook",
    secret: "Secret",
    fields: [
      ["Content type", "application/json"],
      ["Events", "Just the push event"],
    ],
  },
  gitlab: {
    where: "Settings > Webhooks > Add new webhook",
    secret: "Secret token (or signing token)",
    fields: [["Trigger", "Push events"]],
  },
  gitea: {
    where: "Settings > Webhooks > Add Webhook > Gitea (or Forgejo)",
    secret: "Secret",
    fields: [
      ["Method", "POST"],
      ["Content type", "application/json"],
      ["Trigger On", "Push Events"],
    ],
  },
  gogs: {
    where: "Settings > Webhooks > Add a new webhook > Gogs",
    secret: "Secret",
    fields: [
      ["Content Type", "application/json"],
      ["Events", "Just the push event"],
    ],
  },
  "bitbucket-cloud": { where: "Repository settings > Webhooks > Add webhook", secret: "Secret", fields: [["Triggers", "Repository push"]] },
  "bitbucket-dc": { where: "Repository settings > Webhooks > Create webhook", secret: "Secret", fields: [["Events", "Repository: Push"]] },
  gerrit: {
    where: "webhooks.config of the branch refs/meta/config (plugin webhooks)",
    secret: null,
    // a name of the section [remote "sluice"]; the plugin reads one event a line
    fields: ["ref-updated", "patchset-created", "change-restored", "change-abandoned", "change-merged"].map(
      (event) => ["event", event] as const,
    ),
  },
  "soft-serve": { where: "ssh HOST repo webhook create REPO URL", secret: "--secret", fields: [["--events", "push"]] },
  ci: {
    where: 'POST {"ref": "refs/heads/BRANCH", "after": "COMMIT"}',
    secret: "The key of the HMAC",
    fields: [
      ["X-Sluice-Timestamp", "seconds since 1970"],
      ["X-Sluice-Signature", "sha256=HEX, the HMAC-SHA256 of TIMESTAMP.BODY"],
      ["X-Sluice-Delivery", "a name that no other sending has"],
    ],
  },
};

/** What to enter in the forge, as it is called there. */
export function hookLines({ forge, url, secret }: CreatedHook): string[] {
  const { where, fields, secret: called } = words[forge];
  const rows = [["URL", url], ...(called === null ? [] : [[called, secret]]), ...fields] as const;
  const width = Math.max(...rows.map(([name = ""]) => name.length));
  const kept = called === null ? "The address holds the secret and is not shown again." : "The secret is not shown again.";
  return [where, ...rows.map(([name = "", value = ""]) => `  ${name.padEnd(width)}  ${value}`), kept];
}
