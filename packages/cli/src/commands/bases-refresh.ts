import { BaseName, exitCodes, type BaseStatus } from "@sluice/contract";
import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "../command.ts";
import { connect, type Connection } from "../connection.ts";
import { Failure, usage } from "../failure.ts";
import { baseRow } from "../format/base-row.ts";
import { table } from "../format/table.ts";
import type { Input } from "../input.ts";

const pollMs = 500;
const patienceMs = 3_600_000;

export async function run(input: Input, context: Context): Promise<number> {
  const { out } = context;
  const connection = await connect(input, context);
  const named = input.arg(0);
  const wanted = named === undefined ? await usedBases(connection) : [baseName(named)];
  for (const base of wanted) await connection.call("bases.refresh", { params: { base } });
  if (input.flag("wait")) out.note(`Making ${wanted.join(" and ")} again, and the package sets on it. Ctrl-C ends only the view.`);
  const done = await ended(connection, wanted, input.flag("wait"));
  out.lines(table(done.map((base) => baseRow(base, context.now()))));
  out.object(done);
  return done.some(({ problem }) => problem !== null) ? exitCodes.platform : 0;
}

function baseName(text: string): BaseName {
  const name = BaseName.safeParse(text);
  if (name.success) return name.data;
  throw usage(`"${text}" is no base.`, `There are ${BaseName.options.join(" and ")}.`);
}

async function usedBases({ call }: Connection): Promise<BaseName[]> {
  return (await call("bases.list", {})).filter(({ sets }) => sets > 0).map(({ base }) => base);
}

async function ended({ call }: Connection, wanted: readonly BaseName[], waits: boolean): Promise<readonly BaseStatus[]> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const bases = (await call("bases.list", {})).filter(({ base }) => wanted.includes(base));
    if (!waits || bases.every(({ refreshing }) => !refreshing)) return bases;
    if (performance.now() > deadline)
      throw new Failure("timed-out", "The bases are not made after an hour.", "It goes on: sluice bases list");
    await pause(pollMs);
  }
}
