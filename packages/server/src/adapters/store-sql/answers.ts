import pg from "pg";
import type { StoreAddress } from "./open.ts";

const answerMs = 5000;

/** Whether a database answers at all now. A file always does. */
export async function storeAnswers(address: StoreAddress): Promise<boolean> {
  if (address.kind === "sqlite") return true;
  const client = new pg.Client({ connectionString: address.url, connectionTimeoutMillis: answerMs, query_timeout: answerMs });
  // told again by whoever waits for it
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    return false;
  } finally {
    // one that hangs is not waited for
    void client.end().catch(() => undefined);
  }
}
