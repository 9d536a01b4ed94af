import type { OutputOf } from "@sluice/contract";

type Process = OutputOf<"tools.status">["processes"][number];

/** `web  2 of 2 healthy  180 of 1024 MiB  0.1 of 1 cpu`: what all copies use, of what all may. */
export function processRow(process: Process): string[] {
  const { name, wanted, running, healthy, memoryMiB, cpus, memory, cpu } = process;
  const health = healthy === running ? `${healthy} of ${wanted} healthy` : `${running} of ${wanted} running, ${healthy} healthy`;
  const copies = Math.max(1, running);
  return [
    name,
    health,
    memoryMiB === null ? "" : `${Math.round(memoryMiB)} of ${mebibytes(memory) * copies} MiB`,
    cpus === null ? "" : `${short(cpus)} of ${short(cores(cpu) * copies)} cpu`,
  ];
}

function mebibytes(memory: string): number {
  return Number.parseInt(memory, 10) * (memory.endsWith("Gi") ? 1024 : 1);
}

function cores(cpu: string): number {
  return cpu.endsWith("m") ? Number.parseInt(cpu, 10) / 1000 : Number(cpu);
}

function short(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}
