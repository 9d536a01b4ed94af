#!/usr/bin/env node
import { enableCompileCache } from "node:module";
import { join } from "node:path";

// Beside the code that it is made of, and trusted like it: from the second time on, a command takes half the processor.
enableCompileCache(join(import.meta.dirname, "..", "..", "..", "node_modules", ".cache", "sluice-cli"));
const { runProgram } = await import("./run-program.ts");
await runProgram(process.argv.slice(2));
