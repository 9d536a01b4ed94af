export interface StepNotice {
  readonly step: string;
  readonly state: string;
  readonly ms: number;
  readonly detail: string;
}

const form = /^::sluice step=(\S+) state=(\S+)(?: ms=(\d+))?(?: detail=(.*))?$/;

/** Reads `::sluice step=… state=… ms=… detail=…`, which our buildpacks print at the end of each step. */
export function parseStepNotice(line: string): StepNotice | null {
  const [, step, state, ms, detail] = form.exec(line) ?? [];
  return step === undefined || state === undefined ? null : { step, state, ms: Number(ms ?? 0), detail: detail ?? "" };
}

/** `dependencies: unchanged (requirements.txt)`; times from a tenth of a second on are shown. */
export function stepNoticeText({ step, state, ms, detail }: StepNotice): string {
  if (state === "running") return `${step} …`;
  const time = ms >= 100 ? `  ${(ms / 1000).toFixed(1)} s` : "";
  const said = state === "done" && detail !== "" ? detail : `${state}${detail === "" ? "" : ` (${detail})`}`;
  return `${step}: ${said}${time}`;
}
