import { manifestJsonSchema } from "@sluice/contract";
import type { FastifyInstance } from "fastify";
import { languageJsonSchema } from "../core/languages/language-json-schema.ts";

/** JSON Schemas of the files that people write, at paths that stay: editors read them without a token. */
export function schemaRoutes(app: FastifyInstance): void {
  const manifest = JSON.stringify(manifestJsonSchema());
  const schemas = {
    "/schemas/sluice.json": manifest,
    "/schemas/language.json": JSON.stringify(languageJsonSchema()),
    "/api/v1/sluice.schema.json": manifest,
  };
  for (const [path, text] of Object.entries(schemas)) {
    app.get(path, async (_request, reply) =>
      reply.type("application/schema+json").header("access-control-allow-origin", "*").header("cache-control", "max-age=3600").send(text),
    );
  }
}
