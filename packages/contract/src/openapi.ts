import { z } from "zod";
import { ErrorBody, errorTable } from "./errors.ts";
import { routes, type Route } from "./routes.ts";

type Json = Record<string, unknown>;

function schema(of: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(of, { io, unrepresentable: "any" });
  return rest;
}

function parameters(route: Route): Json[] {
  const of = (where: "path" | "query", object: z.ZodObject | undefined): Json[] =>
    Object.entries(object?.shape ?? {}).map(([name, part]) => ({
      name,
      in: where,
      required: where === "path",
      schema: schema(part as z.ZodType, "input"),
    }));
  return [...of("path", route.params), ...of("query", route.query)];
}

function operation(name: string, route: Route): Json {
  const type =
    route.stream === "lines" ? "application/x-ndjson" : route.stream === "bytes" ? "application/octet-stream" : "application/json";
  const failure = {
    description: "What happened, why, and what to do",
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  };
  return {
    operationId: name,
    summary: route.summary,
    "x-access": route.access,
    parameters: parameters(route),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: schema(route.body, "input") } } } }),
    responses: {
      [route.stream === "socket" ? "101" : "200"]: { description: "Done", content: { [type]: { schema: schema(route.output, "output") } } },
      default: failure,
    },
  };
}

/** The API as an OpenAPI 3.1 document, from the route and error tables. */
export function openApi(): Json {
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    const path = `/api/v1${route.path.replaceAll(/:([a-z]+)/g, "{$1}")}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Sluice", version: "1", license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      schemas: { Error: schema(ErrorBody, "output") },
    },
    "x-error-codes": errorTable,
  };
}
