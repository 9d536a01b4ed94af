/** What is read of a JSON Schema (draft 2020-12), as zod writes it. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly required?: readonly string[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

export interface SchemaRow {
  /** `steps[].env.<name>.prepend` */
  readonly key: string;
  readonly kind: string;
  readonly text: string;
  readonly example: unknown;
}

/** Each key of a schema with what it means, parents first. What is only referred to is not gone into. */
export function schemaRows(node: SchemaNode, prefix = ""): readonly SchemaRow[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, part]) => {
    const key = prefix === "" ? name : `${prefix}.${name}`;
    const must = node.required?.includes(name) === true && part.default === undefined ? "Needed. " : "";
    const otherwise = isTelling(part.default) ? ` Default: \`${JSON.stringify(part.default)}\`.` : "";
    const row = { key, kind: kindOf(part), text: `${must}${part.description ?? ""}${otherwise}`.trim(), example: part.examples?.[0] };
    return [row, ...inner(part, key)];
  });
}

/** An empty list or `false` is what everybody expects of a key that is not there. */
function isTelling(value: unknown): boolean {
  return value !== undefined && value !== false && JSON.stringify(value) !== "[]" && JSON.stringify(value) !== "{}";
}

function inner(node: SchemaNode, key: string): readonly SchemaRow[] {
  const { additionalProperties: named } = node;
  return [
    ...schemaRows(node, key),
    ...(typeof named === "object"
      ? [...schemaRows(named, `${key}.<name>`), ...(named.items ? inner(named.items, `${key}.<name>[]`) : [])]
      : []),
    ...(node.items === undefined ? [] : inner(node.items, `${key}[]`)),
    ...(node.anyOf ?? []).flatMap((form) => inner(form, key)),
  ];
}

function kindOf(node: SchemaNode): string {
  if (node.$ref !== undefined) return "condition";
  if (node.enum !== undefined) return node.enum.map((one) => `\`${one}\``).join(", ");
  if (node.anyOf !== undefined) return [...new Set(node.anyOf.map(kindOf))].join(", or ");
  if (node.type === "array") return `list of ${listed(node.items)}`;
  return node.type === "object" && node.properties === undefined ? "map by name" : (node.type ?? "");
}

function listed(items: SchemaNode | undefined): string {
  if (items?.anyOf !== undefined) return [...new Set(items.anyOf.map((one) => one.type ?? "values"))].join(" or ");
  return items?.$ref === undefined ? (items?.type ?? "values") : "conditions";
}
