import type { RouteName } from "@sluice/contract";

/** Parts of paths that mean something in the played world; others are made from their schema. */
export const knownParams: Readonly<Record<string, string>> = {
  user: "bob",
  build: "1",
  release: "1",
  signer: "0".repeat(32),
  finding: "CVE-2024-1234",
};

/** Bodies that cannot be made from their schema, or that must name something that is there. */
export const knownBodies: Partial<Record<RouteName, unknown>> = {
  "processes.scale": { replicas: { web: 2 } },
  "vulnerabilities.accept": { findings: ["CVE-2024-1234"], until: new Date(Date.now() + 86_400_000).toISOString(), why: "a try" },
  "members.set": { role: "viewer" },
};
