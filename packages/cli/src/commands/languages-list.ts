import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import { table } from "../format/table.ts";
import type { Input } from "../input.ts";

/** Exit code 1 when a file of the control repository is wrong. */
export async function run(input: Input, context: Context): Promise<number> {
  const { out } = context;
  const { call } = await connect(input, context);
  const { languages, broken } = await call("languages.list", {});
  out.lines(
    table(
      languages.map(({ id, name, origin, versions, detects }) => [
        id,
        name,
        versions.map(({ version, isDefault }) => (isDefault ? `${version}*` : version)).join(" "),
        origin === "own" ? "own" : "",
        detects.join(" "),
      ]),
    ),
  );
  for (const { problems } of broken) out.lines(problems.map((problem) => out.paint("red", `wrong, counts for nothing: ${problem}`)));
  out.object({ languages, broken });
  return broken.length === 0 ? 0 : 1;
}
