import { LanguageId } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { usage } from "../failure.ts";
import type { Input } from "../input.ts";
import { showPlan } from "./plan.ts";

export async function run(input: Input, context: Context): Promise<number> {
  const id = input.arg(0);
  if (id === undefined) return showPlan(input, context, input.text("dir") ?? ".");
  const { out } = context;
  const { call } = await connect(input, context);
  const { text, ...language } = await call("languages.show", { params: { language: languageId(id) } });
  out.line(`${language.name} (${language.origin === "own" ? "from the control repository" : "comes with Sluice"}, file ${language.file})`);
  const versions = language.versions.map(({ version, base, isDefault, endOfLife }) => {
    const end = endOfLife === null ? "" : `, security fixes until ${endOfLife}`;
    return `${version} on ${base}${isDefault ? ", the default" : ""}${end}`;
  });
  out.lines(versions.map((line) => `  ${line}`));
  out.line("");
  out.line(text.trimEnd());
  out.object({ ...language, text });
  return 0;
}

export function languageId(text: string): LanguageId {
  const parsed = LanguageId.safeParse(text);
  if (!parsed.success) throw usage(`"${text}" is no language.`, "See them with: sluice languages list.");
  return parsed.data;
}
