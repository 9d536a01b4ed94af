import { spawn } from "node:child_process";
import type { Context } from "../command.ts";
import { connectToTool } from "../connection.ts";
import { Failure } from "../failure.ts";
import type { Input } from "../input.ts";

export async function run(input: Input, context: Context): Promise<void> {
  const { out } = context;
  const { call, tool } = await connectToTool(input, context);
  const { url } = await call("tools.show", { params: { tool } });
  out.line(url);
  out.object({ tool, url });
  if (out.terminal && !out.json) await show(url, context.environment.browser);
}

/** Hands the URL to the desktop; in a pipe it is only printed. */
async function show(url: string, browser: string | undefined): Promise<void> {
  if (!/^https?:\/\//.test(url))
    throw new Failure("internal", `The server gave "${url}", which is no web address.`, "This is ours: tell an admin.");
  const program = browser ?? (process.platform === "darwin" ? "open" : "xdg-open");
  const child = spawn(program, [url], { detached: true, stdio: "ignore" });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (cause) =>
      reject(
        new Failure("wrong-state", `No browser was started: ${program} is not here.`, "Open the address above, or set BROWSER.", { cause }),
      ),
    );
  });
  child.unref();
}
