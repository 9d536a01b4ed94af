import { createClient } from "@sluice/contract";
import type { PushedTo } from "./work-tree.ts";

/** The API as an admin. */
export function apiOf(on: PushedTo) {
  return createClient({ url: on.api, token: on.token });
}
