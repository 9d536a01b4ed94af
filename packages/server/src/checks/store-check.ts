import type { Check } from "@sluice/contract";

export async function checkStore(store: { ping(): Promise<void> }): Promise<Check> {
  try {
    await store.ping();
    return { part: "store", state: "ok", found: "answers", todo: "" };
  } catch (error) {
    return {
      part: "store",
      state: "fail",
      found: error instanceof Error ? error.message : String(error),
      todo: "Start the database, or mend its address in --database.",
    };
  }
}
