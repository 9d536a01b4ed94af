import { spawn } from "node:child_process";
import { Failure } from "../failure.ts";

export interface GitRun {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface GitCall {
  readonly directory: string;
  readonly input?: Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Settings that are seen by nobody else, as what stands on a command line is. */
  readonly settings?: readonly (readonly [key: string, value: string])[];
  /** Told each line of the error stream as it comes. */
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Variables that point git at another repository or index; those of its configuration and its network stay. */
const pointers = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_PREFIX"];

/** After the settings that the environment gives already (git-config, "GIT_CONFIG_COUNT"). */
function settingsIn(inherited: Readonly<Record<string, string | undefined>>, settings: GitCall["settings"] = []): Record<string, string> {
  const first = Number.parseInt(inherited["GIT_CONFIG_COUNT"] ?? "0", 10) || 0;
  const pairs = settings.flatMap(([key, value], n) => [
    [`GIT_CONFIG_KEY_${first + n}`, key],
    [`GIT_CONFIG_VALUE_${first + n}`, value],
  ]);
  return pairs.length === 0 ? {} : { ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(first + settings.length) };
}

/** Runs git with bytes for input and output: file names need not be text. Ended by the signal, its code is null. */
export function runGit(args: readonly string[], { directory, input, env, settings, onLine, signal }: GitCall): Promise<GitRun> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !pointers.includes(name)));
  return new Promise((resolve, reject) => {
    const child = spawn("git", [...args], {
      cwd: directory,
      env: { ...inherited, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", ...settingsIn(inherited, settings), ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const end = (): void => void child.kill("SIGTERM");
    signal?.addEventListener("abort", end);
    if (signal?.aborted === true) end();
    const out: Buffer[] = [];
    let errors = "";
    let rest = "";
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors = `${errors}${text}`.slice(-1_000_000);
      const lines = `${rest}${text}`.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine?.(line);
    });
    // git may end before it has read all, and says why itself
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    child.on("error", (error: NodeJS.ErrnoException) => {
      signal?.removeEventListener("abort", end);
      if (error.code !== "ENOENT") return reject(error);
      reject(new Failure("wrong-state", "git is not installed here.", "Install git, then try again.", { cause: error }));
    });
    child.on("close", (code) => {
      signal?.removeEventListener("abort", end);
      resolve({ code, stdout: Buffer.concat(out), stderr: errors.trim() });
    });
  });
}

/** The same, and fails with git's own words when it does not work. */
export async function needGit(args: readonly string[], call: GitCall): Promise<Buffer> {
  const { code, stdout, stderr } = await runGit(args, call);
  call.signal?.throwIfAborted();
  if (code === 0) return stdout;
  const [first = `git ${args[0] ?? ""} failed`] = stderr.split("\n").filter((line) => !line.startsWith("warning:"));
  throw new Failure("wrong-state", first.replace(/^(fatal|error): /, ""), "Mend what git names, then try again. Nothing was sent.");
}
