import { exitCodes, type OutputOf, SluiceError } from "@sluice/contract";
import type { Context } from "../command.ts";
import { connect, type Connection } from "../connection.ts";
import { Failure } from "../failure.ts";
import { plainText } from "../format/plain-text.ts";
import type { Input } from "../input.ts";

type Checks = OutputOf<"doctor.show">;

const colours = { ok: "green", warn: "yellow", fail: "red" } as const;

export async function run(input: Input, context: Context): Promise<number> {
  const { out } = context;
  const checks = await check(await connect(input, context));
  const width = Math.max(...checks.map((one) => one.part.length), 0);
  for (const { state, part, found, todo } of checks) {
    const advice = todo === "" ? "" : `: ${plainText(todo)}`;
    out.line(`${out.paint(colours[state], state.padEnd(4))}  ${part.padEnd(width)}  ${plainText(found)}${advice}`);
  }
  out.object(checks);
  return checks.some((one) => one.state === "fail") ? exitCodes.platform : 0;
}

/** A server that does not answer is itself a finding. */
async function check({ call, server }: Connection): Promise<Checks> {
  try {
    const checks = await call("doctor.show", {});
    return [{ part: "server", state: "ok", found: `${server} answers`, todo: "" }, ...checks];
  } catch (error) {
    const down = error instanceof Failure || (error instanceof SluiceError && error.code === "unavailable");
    if (!down) throw error;
    return [
      {
        part: "server",
        state: "fail",
        found: error.message.replace(/\.$/, ""),
        todo: 'start it with "sluice serve", or look at its log',
      },
    ];
  }
}
