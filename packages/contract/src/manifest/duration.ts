import { z } from "zod";

const units = { s: 1, m: 60, h: 3600 } as const;

/** A time as people write it, `90s`, `30m` or `2h`; parsed to seconds. */
export const Duration = z
  .string()
  .regex(/^[1-9][0-9]{0,4}[smh]$/, "must be like 90s, 30m or 2h")
  .transform((text) => Number(text.slice(0, -1)) * units[text.slice(-1) as keyof typeof units]);
