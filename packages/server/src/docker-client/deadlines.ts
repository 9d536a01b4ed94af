import { SluiceError } from "@sluice/contract";
import type Dockerode from "dockerode";
import type { Readable } from "node:stream";

/** How long an engine may take, in ms. */
export interface Deadlines {
  /** For a whole answer, or the beginning of one that streams. */
  readonly answerMs: number;
  /** For what moves an image or files: commit, import, pull, push, an archive into or out of a container. */
  readonly imageMs: number;
  /** Between two pieces of news about an image that moves. */
  readonly silenceMs: number;
}

export const usualDeadlines: Deadlines = { answerMs: 45_000, imageMs: 600_000, silenceMs: 300_000 };

type Callback = (error: unknown, answer?: unknown) => void;
type Call = Parameters<Dockerode["modem"]["dial"]>[0] & {
  readonly path: string;
  readonly method: string;
  readonly isStream?: boolean;
  readonly options?: unknown;
};

const movesImages = /^\/(commit|images\/(create|.+\/push))\b/;
const movesFiles = /^\/containers\/[^/]+\/archive\b/;
/** Its end is the container's: whoever waits looks at the container too. */
const waits = /^\/containers\/[^/]+\/wait\b/;
/** The answer comes when the grace is over, ten seconds where none is named. */
const stops = /^\/containers\/[^/]+\/(stop|restart)\b/;

function deadlineOf({ path, options }: Call, deadlines: Deadlines): number | null {
  if (waits.test(path)) return null;
  if (movesImages.test(path) || movesFiles.test(path)) return deadlines.imageMs;
  return stops.test(path) ? deadlines.answerMs + graceMs(options) : deadlines.answerMs;
}

function graceMs(options: unknown): number {
  const given = typeof options === "object" && options !== null && "t" in options ? Number(options.t) : 10;
  return given * 1000;
}

/**
 * Gives every call to the engine an end: an engine that accepts and never answers, and one that breaks off in the
 * middle of an answer (which the library never tells), are errors. Streams of news about images may not fall silent.
 */
export function withDeadlines(docker: Dockerode, deadlines: Deadlines = usualDeadlines): Dockerode {
  const { modem } = docker;
  const dial = modem.dial.bind(modem);
  modem.dial = (call: Call, callback: Callback) => {
    const ms = deadlineOf(call, deadlines);
    if (ms === null) return dial(call, callback);
    const abort = new AbortController();
    let answered = false;
    const answer: Callback = (error, value) => {
      if (answered) {
        if (isReadable(value)) value.destroy();
        return;
      }
      answered = true;
      clearTimeout(timer);
      if (error === null && movesImages.test(call.path) && isReadable(value)) endWhenSilent(value, deadlines.silenceMs);
      callback(error, value);
    };
    const timer = setTimeout(() => {
      answer(new SluiceError("unavailable", `the container engine did not answer within ${Math.round(ms / 1000)} s`));
      abort.abort();
    }, ms);
    return dial({ ...call, abortSignal: ofBoth(call, abort.signal) }, answer);
  };
  return docker;
}

/** The signal of a call lives on in its stream, which our deadline for the beginning must not end. */
function ofBoth(call: Call, deadline: AbortSignal): AbortSignal {
  const own = "abortSignal" in call && call.abortSignal instanceof AbortSignal ? [call.abortSignal] : [];
  return AbortSignal.any([...own, deadline]);
}

function isReadable(value: unknown): value is Readable {
  return typeof value === "object" && value !== null && "pipe" in value && "destroy" in value;
}

function endWhenSilent(stream: Readable, ms: number): void {
  const end = (): void =>
    void stream.destroy(new SluiceError("unavailable", `the container engine said nothing for ${Math.round(ms / 1000)} s`));
  let timer = setTimeout(end, ms);
  const { push } = stream;
  stream.push = (...given: Parameters<typeof push>): boolean => {
    clearTimeout(timer);
    timer = setTimeout(end, ms);
    return push.apply(stream, given);
  };
  stream.once("close", () => clearTimeout(timer));
}
