import { spawn } from "node:child_process";
import { join } from "node:path";

interface Check {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

const bin = join(import.meta.dirname, "..", "node_modules", ".bin");

/** What one runs before each commit. */
const checks: readonly Check[] = [
  { name: "types", command: "tsc", args: ["-p", "."] },
  { name: "lint", command: "oxlint", args: ["--type-aware", "packages", "tools", "e2e", "bench"] },
  { name: "format", command: "oxfmt", args: ["--check", "."] },
  { name: "unit", command: "vitest", args: ["run", "--project", "unit", "--reporter", "dot"] },
];

function runCheck(check: Check): Promise<boolean> {
  const begun = Date.now();
  return new Promise((resolve) => {
    const child = spawn(join(bin, check.command), check.args, { stdio: ["ignore", "pipe", "pipe"] });
    const said: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => said.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
    child.on("error", (error) => said.push(Buffer.from(error.message)));
    child.on("close", (code) => {
      const seconds = ((Date.now() - begun) / 1000).toFixed(1);
      console.log(`${check.name.padEnd(8)} ${code === 0 ? "ok" : "failed"}  ${seconds} s`);
      if (code !== 0) console.log(Buffer.concat(said).toString());
      resolve(code === 0);
    });
  });
}

/** Runs all checks, those that are not in each other's way side by side; true when all passed. */
export async function runChecks(
  names: readonly string[] = checks.map((check) => check.name),
): Promise<readonly { name: string; passed: boolean }[]> {
  const wanted = checks.filter((check) => names.includes(check.name));
  return Promise.all(wanted.map(async (check) => ({ name: check.name, passed: await runCheck(check) })));
}

if (import.meta.main) {
  const results = await runChecks();
  if (results.some((result) => !result.passed)) process.exitCode = 1;
}
