import type { CommandSpec } from "../command.ts";
import { inServer, inTool } from "./shared.ts";

export const signatureCommands: readonly CommandSpec[] = [
  {
    name: "provenance",
    summary: "how the image of what is live, or of a build, was made, and its signatures",
    about: "The bundle is a Sigstore bundle: cosign verify-blob-attestation --bundle reads it.",
    args: [{ syntax: "[tool]", summary: "the tool; without it the one of this directory" }],
    options: [
      { flags: "--build <number>", summary: "of this build's image" },
      { flags: "--statement", summary: "the newest provenance itself, an in-toto statement in JSON" },
      { flags: "--bundle", summary: "the same with its signature" },
    ],
    ...inTool,
    load: () => import("../commands/provenance.ts"),
  },
  {
    name: "signing-key",
    summary: "the public key that images are signed with, in PEM",
    ...inServer,
    load: () => import("../commands/signing-key.ts"),
  },
];
