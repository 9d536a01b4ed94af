import { ReleaseNumber, type Job, type NewRun, type ReleaseFile } from "@sluice/contract";
import type { RunSpec } from "../ports/run-store.ts";

/** A job of a release, as its runs need it. */
export function jobSpec(file: ReleaseFile, name: string, job: Job): RunSpec {
  const { command, timeout, retries, concurrency, memory, cpu } = job;
  return { ...base(file), job: name, command, timeout, retries, concurrency, memory, cpu };
}

/** A one-off: it is never tried again by itself, as nobody can know whether half of it was done. */
export function commandSpec(file: ReleaseFile, wish: NewRun): RunSpec {
  return { ...base(file), ...wish, job: null, retries: 0, concurrency: "allow" };
}

function base(file: ReleaseFile): Pick<RunSpec, "tool" | "release" | "image"> {
  return { tool: file.tool, release: ReleaseNumber.parse(file.release), image: file.image };
}

/** What a job's state remembers its schedule as: another one begins anew. */
export function scheduleKey(job: Pick<Job, "schedule" | "timezone">): string {
  return `${job.schedule} ${job.timezone}`;
}
