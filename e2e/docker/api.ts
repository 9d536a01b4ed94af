import { createClient } from "@sluice/contract";
import type { Installation } from "./installation.ts";

/** The API as an admin. */
export function apiOf(on: Installation) {
  return createClient({ url: on.api, token: on.token });
}
