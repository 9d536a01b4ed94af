import { afterAll, beforeAll } from "vitest";
import { openTestEngine, type TestEngine } from "../fixtures/test-engine.ts";
import { runContract } from "./runtime-run.contract.ts";

let engine: TestEngine;
beforeAll(async () => (engine = await openTestEngine()));
afterAll(() => engine[Symbol.asyncDispose]());

runContract(() => engine);
