import { z } from "zod";
import { BuildId } from "../ids.ts";

/** Which image is meant: a build's, or without one what is live. */
export const SbomQuery = z.object({ build: BuildId.optional() });

/** An id or a name, or an SPDX expression. */
const SbomLicence = z.looseObject({
  license: z.looseObject({ id: z.string().optional(), name: z.string().optional() }).optional(),
  expression: z.string().optional(),
});

/** A CycloneDX 1.6 list in JSON (https://cyclonedx.org/docs/1.6/json/); here is what we read of it. */
export const Sbom = z.looseObject({
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.string(),
  components: z
    .array(
      z.looseObject({
        type: z.string(),
        name: z.string(),
        version: z.string().optional(),
        purl: z.string().optional(),
        licenses: z.array(SbomLicence).optional(),
      }),
    )
    .default([]),
});
export type Sbom = z.infer<typeof Sbom>;
