import { inTool, type Route } from "../route.ts";
import { Provenance, ProvenanceQuery, SigningKey } from "../schemas/signatures.ts";

export const signatureRoutes = {
  "provenance.show": {
    method: "GET",
    path: "/tools/:tool/provenance",
    access: "viewer",
    summary: "How the image of a build, or of what is live, was made, and its signatures",
    params: inTool,
    query: ProvenanceQuery,
    output: Provenance,
  },
  "signing.key": {
    method: "GET",
    path: "/signing-key",
    access: "signed-in",
    summary: "The public key that images are signed with",
    output: SigningKey,
  },
} as const satisfies Record<string, Route>;
