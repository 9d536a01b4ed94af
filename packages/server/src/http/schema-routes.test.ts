import Fastify from "fastify";
import { expect, it } from "vitest";
import { schemaRoutes } from "./schema-routes.ts";

it.each([
  ["/schemas/language.json", "languages/<id>.yaml"],
  ["/schemas/sluice.json", "sluice.yaml"],
  ["/api/v1/sluice.schema.json", "sluice.yaml"],
])("gives editors %s without a token", async (url, title) => {
  const app = Fastify();
  schemaRoutes(app);
  const answer = await app.inject({ url });
  expect(answer.statusCode).toBe(200);
  expect(answer.headers["content-type"]).toContain("application/schema+json");
  expect(answer.json()).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema", title });
  await app.close();
});
