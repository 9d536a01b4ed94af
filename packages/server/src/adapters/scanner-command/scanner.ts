import { spawn } from "node:child_process";
import { mkdir, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ScannerOutput } from "@sluice/contract";
import { ScannerFailed, type VulnerabilityScanner } from "../../core/ports/vulnerability-scanner.ts";
import { readFindings } from "../../core/vulnerabilities/read-findings.ts";
import { sendSignal } from "../../supervise/send-signal.ts";

export interface ScannerOptions {
  /** Program and arguments; `{sbom}` stands for the list's file. Without it the list is the program's input. */
  readonly command: readonly string[];
  readonly output: ScannerOutput;
  readonly seconds: number;
  readonly memoryMiB: number;
  /** Its home, where it may keep its database; a list is a file in it while it is read. */
  readonly directory: string;
  /** All that it has of an environment beside HOME and the system's PATH. */
  readonly env: Readonly<Record<string, string>>;
}

const mostBytes = 64 * 1024 * 1024;
const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const keptErrors = 4096;
/** Scanners end with 1 when they have found something. */
const foundCodes = new Set<number | null>([0, 1]);
const stands = "{sbom}";

/** Runs a program for each list: grype, trivy, osv-scanner, or whatever answers as they do. */
export function commandScanner(options: ScannerOptions): VulnerabilityScanner {
  return {
    async scan(sbom, signal) {
      await mkdir(options.directory, { recursive: true, mode: 0o700 });
      const place = await mkdtemp(join(options.directory, "sbom-"));
      try {
        const file = join(place, "sbom.cdx.json");
        await writeFile(file, sbom, { mode: 0o600 });
        const asFile = options.command.some((word) => word.includes(stands));
        const command = options.command.map((word) => word.replaceAll(stands, file));
        // The file itself, as what Node makes for a pipe is a socket: grype takes that for a terminal without an input.
        await using input = await open(asFile ? "/dev/null" : file);
        return readFindings(options.output, await run(command, input.fd, options, signal));
      } finally {
        await rm(place, { recursive: true, force: true });
      }
    },
  };
}

function run(command: readonly string[], input: number, options: ScannerOptions, signal: AbortSignal): Promise<string> {
  const { seconds, memoryMiB, directory, env } = options;
  // What is written to counts, not what is reserved: programs in Go reserve far more than they use (getrlimit(2), RLIMIT_DATA).
  const limited = [`--data=${memoryMiB * 1024 * 1024}`, "--core=0", "--", ...command];
  return new Promise((resolve, reject) => {
    const child = spawn("prlimit", limited, {
      cwd: directory,
      env: { PATH: systemPath, HOME: directory, ...env },
      stdio: [input, "pipe", "pipe"],
      // a group of its own, so that what it starts ends with it
      detached: true,
    });
    let problem: string | null = null;
    const end = (why: string): void => {
      problem ??= why;
      if (child.pid !== undefined) sendSignal(-child.pid, "SIGKILL");
    };
    const timer = setTimeout(() => end(`took more than ${seconds} s`), seconds * 1000);
    const stop = (): void => end("was ended with the server");
    signal.addEventListener("abort", stop);
    if (signal.aborted) stop();
    const out: Buffer[] = [];
    let [bytes, errors] = [0, ""];
    child.stdout?.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) end(`said more than ${mostBytes / 1024 / 1024} MiB`);
      else out.push(chunk);
    });
    child.stderr?.on("data", (chunk: Buffer) => (errors = (errors + chunk.toString()).slice(-keptErrors)));
    child.on("error", (error) => (problem ??= `could not be started: ${error.message}`));
    child.on("close", (code, killed) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      const said = errors.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
      if (problem !== null) reject(new ScannerFailed(`the scanner ${problem}`));
      else if (!foundCodes.has(code) || bytes === 0)
        reject(new ScannerFailed(`the scanner ended with ${killed ?? `exit ${code}`}${said === "" ? "" : `: ${said}`}`));
      else resolve(Buffer.concat(out).toString());
    });
  });
}
