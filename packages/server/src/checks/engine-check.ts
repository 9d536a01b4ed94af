import type { Check } from "@sluice/contract";
import { z } from "zod";
import { connectDocker } from "../docker-client/connect-docker.ts";
import { usualDeadlines } from "../docker-client/deadlines.ts";

const Info = z.object({ ServerVersion: z.string(), Driver: z.string(), SystemTime: z.string() });

const patienceMs = 5000;

/** Whether the container engine answers, and whether its clock agrees with ours. */
export async function checkEngine(host: string, now: () => string): Promise<readonly Check[]> {
  try {
    const info = Info.parse(await connectDocker(host, { ...usualDeadlines, answerMs: patienceMs }).info());
    return [
      { part: "engine", state: "ok", found: `Docker ${info.ServerVersion}, ${info.Driver}`, todo: "" },
      checkClock(Date.parse(info.SystemTime), Date.parse(now())),
    ];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const todo = `Start the container engine (systemctl start docker), or name another one with --docker-host; this one is ${host}.`;
    return [{ part: "engine", state: "fail", found: `no answer: ${why}`, todo }];
  }
}

function checkClock(engine: number, ours: number): Check {
  const apart = Math.round(Math.abs(engine - ours) / 1000);
  if (apart <= 5) return { part: "clock", state: "ok", found: "server and engine agree", todo: "" };
  return {
    part: "clock",
    state: "warn",
    found: `server and engine are ${apart} s apart`,
    todo: "Set the clock right (timedatectl set-ntp true): tokens and leases depend on it.",
  };
}
