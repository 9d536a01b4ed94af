import { join } from "node:path";

/** New objects are collected in small portions: the default of 16 MiB and more stays resident once it was used. */
const flags = ["--max-semi-space-size=1", "--optimize-for-size"];
/** What the C library's allocator has freed goes back to the system instead of waiting for the next need (mallopt(3)). */
const allocator = { MALLOC_ARENA_MAX: "2", MALLOC_TRIM_THRESHOLD_: "131072", MALLOC_MMAP_THRESHOLD_: "131072" };
const marker = "SLUICE_LEAN";
/** Beside the code that it is made of, and trusted like it. */
const compiled = join(import.meta.dirname, "..", "..", "..", "node_modules", ".cache", "sluice-server");

/**
 * Replaces this process, under the same pid, by one with less memory: V8 reads its limits only at the start, and
 * with compiled code from before neither the compiler nor the type stripper is loaded.
 */
export function becomeLean(env: NodeJS.ProcessEnv): void {
  const { execve } = process;
  if (execve === undefined || env[marker] !== undefined) {
    delete env[marker];
    return;
  }
  const lean = { NODE_COMPILE_CACHE: compiled, ...allocator, ...env, [marker]: "1" };
  execve(process.execPath, [process.execPath, ...process.execArgv, ...flags, ...process.argv.slice(1)], lean);
}
