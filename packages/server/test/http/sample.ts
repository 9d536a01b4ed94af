import { z } from "zod";

/** Texts that between them fit the contract's patterns and formats. */
const texts = [
  "try",
  "1",
  "2026-11-21T12:00:00.000Z",
  "/health",
  "512Mi",
  "500m",
  "a".repeat(40),
  `sha256:${"a".repeat(64)}`,
  `127.0.0.1:5000/try@sha256:${"a".repeat(64)}`,
  "TRY",
  "main",
  "ada@example.org",
  "http://127.0.0.1/",
  "@daily",
  "YQ==",
  "10m",
];

interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly minProperties?: number;
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
}

function textFor({ pattern, minLength = 0, maxLength = Infinity }: Schema): string {
  const fits = (text: string): boolean =>
    text.length >= minLength && text.length <= maxLength && (pattern === undefined || new RegExp(pattern, "u").test(text));
  return texts.find(fits) ?? "x".repeat(minLength);
}

/** The least that a JSON schema (draft 2020-12) takes. */
function least(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const part = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? (schema.type === undefined ? schema.allOf?.[0] : undefined);
  if (part !== undefined) return least(part);
  switch (schema.type ?? "string") {
    case "object": {
      const named = (schema.required ?? []).map((name) => [name, least(schema.properties?.[name] ?? {})]);
      const more = typeof schema.additionalProperties === "object" ? least(schema.additionalProperties) : null;
      return { ...Object.fromEntries(named), ...((schema.minProperties ?? 0) > 0 && { try: more }) };
    }
    case "array":
      return Array.from({ length: schema.minItems ?? 0 }, () => least(schema.items ?? {}));
    case "number":
    case "integer":
      return schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1;
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return textFor(schema);
  }
}

/** A value that the schema takes, made from the schema itself; throws when that does not succeed. */
export function sampleOf(schema: z.ZodType, what: string): unknown {
  const sample = least(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Schema);
  const result = schema.safeParse(sample);
  if (!result.success) {
    throw new Error(`no sample for ${what}: ${JSON.stringify(sample)} is refused (${result.error.message}); name one in known-inputs.ts`);
  }
  return sample;
}
