import { z } from "zod";

/** Position of an artifact among those of its build, from 1. */
export const ArtifactNumber = z.coerce.number().int().min(1).max(1_000_000);

/** A file that a build's tests left, and that is kept. */
export const Artifact = z.object({
  number: z.number().int().positive(),
  /** From the top of what was built: `reports/junit.xml`. */
  path: z.string(),
  bytes: z.number().int().nonnegative(),
});
export type Artifact = z.infer<typeof Artifact>;
