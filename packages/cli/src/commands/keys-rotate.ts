import type { Context } from "../command.ts";
import { connect } from "../connection.ts";
import type { Input } from "../input.ts";
import { keyRows } from "./keys-list.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { call } = await connect(input, context);
  const keys = await call("keys.rotate");
  context.out.line(
    `${keys.find(({ current }) => current)?.id ?? ""} is the new key. Everything is resealed with it now; then the old one is removed.`,
  );
  context.out.lines(keyRows(keys));
  context.out.note('Put the new key into your backup: DATA/keys. See "sluice keys list" for what is left.');
  context.out.object(keys);
}
