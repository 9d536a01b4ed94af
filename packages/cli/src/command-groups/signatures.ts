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
    name: "signers",
    summary: "the keys that a tool's commits must be signed by",
    commands: [
      {
        name: "list",
        summary: "the allowed keys; with none of them, commits need no signature",
        ...inTool,
        load: () => import("../commands/signers-list.ts"),
      },
      {
        name: "add",
        summary: "allow a key: from the first one on, only commits signed by one of them are built",
        args: [{ syntax: "<file>", summary: "a public key: id_ed25519.pub, or what gpg --armor --export prints; - reads the input" }],
        options: [{ flags: "--name <name>", summary: "whose it is (default: what stands behind an SSH key, else the file's name)" }],
        ...inTool,
        load: () => import("../commands/signers-add.ts"),
      },
      {
        name: "remove",
        summary: "allow a key no more",
        args: [{ syntax: "<key>", summary: "its id or fingerprint, as the list shows them" }],
        ...inTool,
        load: () => import("../commands/signers-remove.ts"),
      },
    ],
  },
  {
    name: "signing-key",
    summary: "the public key that images are signed with, in PEM",
    ...inServer,
    load: () => import("../commands/signing-key.ts"),
  },
];
