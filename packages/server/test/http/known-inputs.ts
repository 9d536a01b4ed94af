import type { RouteName } from "@sluice/contract";

/** Parts of paths that mean something in the played world; others are made from their schema. */
export const knownParams: Readonly<Record<string, string>> = { user: "bob", build: "1", release: "1", signer: "0".repeat(32) };

/** Bodies that cannot be made from their schema, or that must name something that is there. */
export const knownBodies: Partial<Record<RouteName, unknown>> = {
  "processes.scale": { replicas: { web: 2 } },
  "members.set": { role: "viewer" },
};
