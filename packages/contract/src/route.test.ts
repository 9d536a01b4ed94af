import { expect, it } from "vitest";
import { isChange, type Route, routes } from "./routes.ts";

it("takes what is no GET for a change, except where the row says that it only reads", () => {
  const reading = Object.entries<Route>(routes).filter(([, route]) => route.method !== "GET" && !isChange(route));
  expect(reading.map(([name]) => name)).toEqual(["languages.plan"]);
});
