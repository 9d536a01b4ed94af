import { afterAll, beforeAll } from "vitest";
import { openTestEngine, type TestEngine } from "../fixtures/test-engine.ts";
import { execContract } from "./runtime-exec.contract.ts";

let engine: TestEngine;
beforeAll(async () => (engine = await openTestEngine(["bash", "cat", "stty", "sleep"])));
afterAll(() => engine[Symbol.asyncDispose]());

execContract(() => engine);
