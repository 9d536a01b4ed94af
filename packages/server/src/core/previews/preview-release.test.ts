import { Process } from "@sluice/contract";
import { expect, test } from "vitest";
import { small } from "./preview-release.ts";

test("a preview has one small copy of each process, and no larger one than the tool", () => {
  const processes = {
    web: Process.parse({ command: "web", port: 8000, health: "/healthz", replicas: 3, memory: "1Gi", cpu: "2" }),
    worker: Process.parse({ command: "worker", memory: "64Mi", cpu: "100m", replicas: 0 }),
  };
  expect(small(processes, { memoryMiB: 256, milliCpus: 250 })).toEqual({
    web: { command: "web", port: 8000, health: "/healthz", replicas: 1, memory: "256Mi", cpu: "250m" },
    worker: { command: "worker", replicas: 0, memory: "64Mi", cpu: "100m" },
  });
});
