import { Job, ManifestJob, manifestLimits } from "@sluice/contract";
import { z } from "zod";
import type { Source } from "../languages/find-files.ts";

const file = "app.json";

/** The part of an `app.json` that says what runs at times: `{"cron": [{"command": "…", "schedule": "@daily"}]}`. */
const AppJson = z.object({ cron: z.array(z.object({ command: z.string(), schedule: z.string() })).default([]) });

export interface Crons {
  /** Named `cron-1` and on, in the order of the file. */
  readonly jobs: Readonly<Record<string, Job>>;
  readonly warnings: readonly string[];
}

/** Jobs that people have in an `app.json` already. What cannot be read of it is said, not refused: it is not our file. */
export async function readCrons(source: Source): Promise<Crons> {
  if (!source.files.includes(file)) return { jobs: {}, warnings: [] };
  const parsed = AppJson.safeParse(json((await source.read(file)) ?? ""));
  if (!parsed.success)
    return { jobs: {}, warnings: [`${file} is not read: ${parsed.error.issues[0]?.message ?? "it is no JSON object"}.`] };
  const jobs: [string, Job][] = [];
  const warnings: string[] = [];
  for (const [index, cron] of parsed.data.cron.slice(0, manifestLimits.jobs).entries()) {
    const job = ManifestJob.safeParse(cron);
    if (job.success) jobs.push([`cron-${index + 1}`, Job.parse(job.data)]);
    else warnings.push(`${file}: cron ${index + 1} is not run: ${job.error.issues[0]?.message ?? "it cannot be read"}.`);
  }
  if (parsed.data.cron.length > manifestLimits.jobs) warnings.push(`${file}: only the first ${manifestLimits.jobs} crons are run.`);
  return { jobs: Object.fromEntries(jobs), warnings };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
