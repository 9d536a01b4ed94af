import { UserName } from "@sluice/contract";
import { usage } from "./failure.ts";

export function userName(text: string): UserName {
  const name = UserName.safeParse(text);
  if (name.success) return name.data;
  throw usage(`"${text}" is no user's name.`, "A name is 1 to 63 of a-z, 0-9, ., _ and -, and starts with a letter.");
}
