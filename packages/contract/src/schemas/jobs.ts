import { z } from "zod";
import { Cpu, Memory } from "./quantities.ts";

/** What happens when a scheduled run is due while the one before still goes on. */
export const Concurrency = z.enum(["forbid", "allow", "replace"]);
export type Concurrency = z.infer<typeof Concurrency>;

/** Something that runs to its end at times of a schedule. */
export const Job = z.strictObject({
  command: z.string().min(1).max(4096),
  /** Five cron fields, or `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`. */
  schedule: z.string().min(1).max(100),
  /** IANA time zone that the schedule is read in. */
  timezone: z.string().min(1).max(64).default("UTC"),
  /** Seconds after which a run is ended. */
  timeout: z.number().int().min(1).max(86_400).default(3600),
  /** How often a failed run is tried again. */
  retries: z.number().int().min(0).max(10).default(0),
  concurrency: Concurrency.default("forbid"),
  memory: Memory.default("512Mi"),
  cpu: Cpu.default("500m"),
});
export type Job = z.infer<typeof Job>;
