import type { Check } from "@sluice/contract";

interface Part {
  healthy(): boolean;
  pid(): number | null;
}

/** A program that the server looks after. */
export function checkPart(name: string, part: Part, place: string): Check {
  if (part.healthy()) return { part: name, state: "ok", found: `process ${part.pid() ?? "?"}, ${place}`, todo: "" };
  return {
    part: name,
    state: "fail",
    found: `does not answer on ${place}; it is being started again`,
    todo: "Wait a few seconds and look again; if it stays so, see its log in the data directory.",
  };
}
