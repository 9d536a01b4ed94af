import type { FigureStore } from "../../core/ports/figure-store.ts";
import type { Db } from "./schema.ts";

export function figureStore(db: Db): FigureStore {
  const states = async (table: "builds" | "releases"): Promise<ReadonlyMap<string, number>> => {
    const rows = await db
      .selectFrom(table)
      .select(["state", (eb) => eb.fn.countAll<number | string>().as("count")])
      .groupBy("state")
      .execute();
    return new Map(rows.map(({ state, count }) => [state, Number(count)]));
  };
  return {
    async countTools() {
      const { count } = await db
        .selectFrom("tools")
        .select((eb) => eb.fn.countAll<number | string>().as("count"))
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    buildStates: () => states("builds"),
    releaseStates: () => states("releases"),
  };
}
