import type { Build, Digest, ToolName } from "@sluice/contract";
import { z } from "zod";

/** An in-toto statement 1 (github.com/in-toto/attestation, spec/v1/statement.md). */
export const Statement = z.looseObject({
  _type: z.literal("https://in-toto.io/Statement/v1"),
  subject: z.array(z.looseObject({ name: z.string().optional(), digest: z.record(z.string(), z.string()) })),
  predicateType: z.string(),
  predicate: z.unknown(),
});
export type Statement = z.infer<typeof Statement>;

export const provenanceType = "https://slsa.dev/provenance/v1";
/** What `cosign sign` writes since version 3, and `cosign verify` looks for. */
export const signatureType = "https://sigstore.dev/cosign/sign/v1";

/** An image elsewhere, by its name and what that stood for. */
export interface BaseImage {
  /** `docker.io/library/debian:13`. */
  readonly name: string;
  readonly digest: string;
}

/** Where an image came from. */
export type Origin =
  /** `runImage` is what it stands on; null when the image does not say. */
  | {
      readonly kind: "build";
      readonly build: Build;
      readonly source: string | null;
      readonly runImage: Digest | null;
      readonly bases: readonly BaseImage[];
    }
  | { readonly kind: "rebase"; readonly tool: ToolName; readonly from: Digest; readonly runImage: Digest | null; readonly at: string };

interface About {
  /** `host:port/tool`, without tag or digest. */
  readonly repository: string;
  readonly digest: Digest;
}

function statement({ repository, digest }: About, predicateType: string, predicate: unknown): Statement {
  const sha256 = digest.slice("sha256:".length);
  return { _type: "https://in-toto.io/Statement/v1", subject: [{ name: repository, digest: { sha256 } }], predicateType, predicate };
}

/** That the image is this installation's. */
export function signature(about: About): Statement {
  return statement(about, signatureType, {});
}

/**
 * How the image was made: SLSA provenance 1 (slsa.dev/spec/v1.0/provenance). `externalParameters` is what people decide,
 * `resolvedDependencies` what it was made of; `builder.id` names the installation.
 */
export function provenance(about: About, installation: string, origin: Origin): Statement {
  const made = origin.kind === "build" ? ofBuild(origin) : ofRebase(origin);
  const { buildType, externalParameters, resolvedDependencies, metadata } = made;
  return statement(about, provenanceType, {
    buildDefinition: { buildType, externalParameters, internalParameters: {}, resolvedDependencies },
    runDetails: { builder: { id: `urn:sluice:installation:${installation}` }, metadata },
  });
}

const imageOf = (uri: string, digest: string) => ({ uri, digest: { sha256: digest.slice("sha256:".length) } });

function ofBuild({ build, source, runImage, bases }: Extract<Origin, { kind: "build" }>) {
  const { id, tool, source: repository, pipeline, commit, languages, upload, started } = build;
  const uri = source === null ? `urn:sluice:tool:${repository}` : `git+${source}`;
  return {
    buildType: "urn:sluice:build:v1",
    externalParameters: {
      source: { uri, commit },
      tool,
      pipeline,
      ...(upload === null ? {} : { upload }),
    },
    resolvedDependencies: [
      { uri, digest: { gitCommit: commit } },
      ...languages.map(({ id: language, version }) => ({ uri: `urn:sluice:language:${language}`, annotations: { version } })),
      ...(runImage === null ? [] : [imageOf("urn:sluice:run-image", runImage)]),
      ...bases.map((base) => imageOf(`docker://${base.name}`, base.digest)),
    ],
    metadata: { invocationId: `urn:sluice:build:${id}`, ...(started === null ? {} : { startedOn: started }) },
  };
}

function ofRebase({ tool, from, runImage, at }: Extract<Origin, { kind: "rebase" }>) {
  return {
    buildType: "urn:sluice:rebase:v1",
    externalParameters: { tool, image: from },
    resolvedDependencies: [
      imageOf(`urn:sluice:tool:${tool}`, from),
      ...(runImage === null ? [] : [imageOf("urn:sluice:run-image", runImage)]),
    ],
    metadata: { startedOn: at },
  };
}
