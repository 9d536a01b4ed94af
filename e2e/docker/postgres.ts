import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const program = join(import.meta.dirname, "..", "..", "packages", "server", "test", "run-postgres.ts");

export interface Database extends AsyncDisposable {
  readonly url: string;
}

/** An empty database on a PostgreSQL of its own, as a process; with a port, it listens there at every address of the machine. */
export async function openDatabase(port?: number): Promise<Database> {
  const child = spawn(process.execPath, [program, ...(port === undefined ? [] : [String(port)])], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      said += part;
      if (said.includes("\n")) resolve(said.trim());
    });
    child.once("exit", (code) => reject(new Error(`PostgreSQL did not start (exit ${code ?? "by signal"})`)));
  });
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
