import type { z } from "zod";
import type { Route } from "./route.ts";
import { accessRoutes } from "./routes/access.ts";
import { artifactRoutes } from "./routes/artifacts.ts";
import { buildRoutes } from "./routes/builds.ts";
import { driftRoutes } from "./routes/drift.ts";
import { controlRoutes } from "./routes/control.ts";
import { embargoRoutes } from "./routes/embargoes.ts";
import { packageRoutes } from "./routes/packages.ts";
import { previewRoutes } from "./routes/previews.ts";
import { processRoutes } from "./routes/processes.ts";
import { rebaseRoutes } from "./routes/rebases.ts";
import { licenceRoutes } from "./routes/licences.ts";
import { sbomRoutes } from "./routes/sboms.ts";
import { signerRoutes } from "./routes/signers.ts";
import { signatureRoutes } from "./routes/signatures.ts";
import { pruningRoutes } from "./routes/pruning.ts";
import { releaseRoutes } from "./routes/releases.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { languageRoutes } from "./routes/languages.ts";
import { mailRoutes } from "./routes/mail.ts";
import { runRoutes } from "./routes/runs.ts";
import { sourceRoutes } from "./routes/sources.ts";
import { vulnerabilityRoutes } from "./routes/vulnerabilities.ts";
import { toolRoutes } from "./routes/tools.ts";

export { isChange, type Access, type Route } from "./route.ts";

/** The whole API, a file for each noun. http binds each row to core, client calls them by name, OpenAPI is written from them. */
export const routes = {
  ...accessRoutes,
  ...toolRoutes,
  ...embargoRoutes,
  ...sourceRoutes,
  ...buildRoutes,
  ...artifactRoutes,
  ...releaseRoutes,
  ...previewRoutes,
  ...driftRoutes,
  ...settingsRoutes,
  ...controlRoutes,
  ...processRoutes,
  ...jobRoutes,
  ...runRoutes,
  ...languageRoutes,
  ...mailRoutes,
  ...packageRoutes,
  ...rebaseRoutes,
  ...licenceRoutes,
  ...sbomRoutes,
  ...signatureRoutes,
  ...signerRoutes,
  ...vulnerabilityRoutes,
  ...pruningRoutes,
} as const satisfies Record<string, Route>;

export type Routes = typeof routes;
export type RouteName = keyof Routes;

type Part<R, K extends string> = R extends { readonly [P in K]: infer S extends z.ZodType } ? S : undefined;
export type ParamsOf<N extends RouteName> =
  Part<Routes[N], "params"> extends z.ZodType ? z.output<Part<Routes[N], "params">> : Record<never, never>;
export type QueryOf<N extends RouteName> =
  Part<Routes[N], "query"> extends z.ZodType ? z.output<Part<Routes[N], "query">> : Record<never, never>;
export type BodyOf<N extends RouteName> = Part<Routes[N], "body"> extends z.ZodType ? z.output<Part<Routes[N], "body">> : undefined;
export type OutputOf<N extends RouteName> = z.output<Routes[N]["output"]>;
