import { z } from "zod";
import { Manifest } from "./manifest.ts";

/** JSON Schema of `sluice.yaml`, for editors. */
export function manifestJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(Manifest, { io: "input" });
  return { $schema, title: "sluice.yaml", description: "What a tool's repository may say of its build and its run.", ...rest };
}
