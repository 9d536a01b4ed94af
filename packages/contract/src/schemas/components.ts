import { z } from "zod";
import { ReleaseNumber, ToolName } from "../ids.ts";
import { Cpu, Memory } from "./quantities.ts";
import { ProcessStatus } from "./releases.ts";

/** A component's name has a tool's form, and a name space of its own. */
export const ComponentName = ToolName;

const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, "must be a name of A-Z, a-z, 0-9 and _");
const inside = z.string().regex(/^(\/[A-Za-z0-9._-]+)+$/, "must be an absolute path of A-Z, a-z, 0-9, ., _ and -");
const reference = z
  .string()
  .regex(/^(?!.*(^|\/)\.{1,2}(\/|$))[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+){0,9}$/, "must be a path below the component's own folder");

/** What the control repository says of one component: `components/<name>/release.yaml`. */
export const ComponentFile = z.strictObject({
  component: ComponentName,
  release: ReleaseNumber,
  /** Repository and digest. */
  image: z.string().regex(/^[^\s@]+@sha256:[0-9a-f]{64}$/, "must be <repository>@sha256:<digest>"),
  /** For a shell; without it, the image's own. */
  command: z.string().min(1).max(4096).optional(),
  /** The one that takes requests; absent when nothing does. */
  port: z.number().int().min(1).max(65_535).optional(),
  /** HTTP path that answers below 400 when healthy; without it a TCP connection must be accepted. */
  health: z.string().startsWith("/").max(1024).optional(),
  /** Host name at which the router sends requests to it; absent: only others on the machine reach it. */
  host: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, "must be a host name")
    .optional(),
  replicas: z.number().int().min(0).max(20).default(1),
  memory: Memory.default("512Mi"),
  cpu: Cpu.default("500m"),
  environment: z.record(variable, z.string().max(32_768)).default({}),
  /** Path in the container → file in the component's folder, at most 256 KiB each. */
  files: z
    .record(inside, reference)
    .default({})
    .refine((files) => Object.keys(files).length <= 50, "must be at most 50 files"),
  /** A Helm chart; known, and refused until there is a runtime for it. */
  chart: z.never({ error: "charts are not supported on Docker yet: give an image" }).optional(),
});
export type ComponentFile = z.infer<typeof ComponentFile>;

/** How a component is. */
export const ComponentStatus = z.object({
  name: ComponentName,
  /** What the control repository says; null when it says nothing any more, or its file is broken. */
  release: ReleaseNumber.nullable(),
  image: z.string().nullable(),
  host: z.string().nullable(),
  processes: z.array(ProcessStatus),
  condition: z.object({ state: z.enum(["done", "waiting", "failed", "stalled"]), reason: z.string() }).nullable(),
});
export type ComponentStatus = z.infer<typeof ComponentStatus>;
