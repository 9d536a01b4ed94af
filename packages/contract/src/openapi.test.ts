import { expect, it } from "vitest";
import committed from "../../../docs/reference/openapi.json" with { type: "json" };
import { openApi } from "./openapi.ts";
import { routes } from "./routes.ts";

it("is committed as the route table says now", () => {
  expect(JSON.parse(JSON.stringify(openApi()))).toEqual(committed);
});

it("names every route once", () => {
  const operations = Object.values(committed.paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
  expect(operations.toSorted()).toEqual(Object.keys(routes).toSorted());
});
