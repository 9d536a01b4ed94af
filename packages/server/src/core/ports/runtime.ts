import type { ReleaseFile, ToolName } from "@sluice/contract";

/** One running (or ended) copy of a process. */
export interface Instance {
  /** The runtime's own name of it; opaque. */
  readonly id: string;
  readonly tool: ToolName;
  readonly release: number;
  readonly process: string;
  /** Hash of everything that start() was given: differs → must be replaced. */
  readonly shape: string;
  readonly state: "starting" | "running" | "ended";
  readonly exitCode: number | null;
  readonly outOfMemory: boolean;
  /** It ended because the runtime itself was stopped or died, not by its own doing. */
  readonly endedByRuntime?: boolean;
  /** `ip:port` that takes requests, when the process has a port and runs. */
  readonly address: string | null;
  /** What somebody changed by hand, for a person: `is paused`. */
  readonly altered?: string;
  /** Somebody ended it by hand, as far as the runtime remembers: it did not end by itself, and not by us, who run now. */
  readonly byHand?: true;
}

/** A secret file. `path` is absolute, or relative to the home directory of the process. */
export interface StartFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** What everything is given that is started from a release's image. */
export interface Launch {
  readonly tool: ToolName;
  readonly release: number;
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  /** Held in memory, readable by the process alone (0400), and never written to a disk. */
  readonly files: readonly StartFile[];
}

export interface StartRequest extends Launch {
  readonly process: string;
  readonly spec: ReleaseFile["processes"][string];
  readonly shape: string;
  /** Nothing waits for the others: it may use a whole core until settle() gives it its own limit. */
  readonly hurry?: boolean;
}

/** Something that runs to its end: a job's run, a release command, a one-off command. */
export interface RunRequest extends Launch {
  /** Names this one run in the installation, at most 200 of `a-z 0-9 -`. Asked for again, it is taken up where it is and not begun anew. */
  readonly key: string;
  /** The job's name, or `release`. */
  readonly name: string;
  readonly command: string;
  /** As in the release file: `512Mi`, `500m`. */
  readonly memory: string;
  readonly cpu: string;
  /** Counted from its own start, also over a restart of the server. SIGTERM then, SIGKILL 10 s later. */
  readonly timeoutSeconds: number;
  /** An instance of the same tool whose network it is in: what listens there answers at 127.0.0.1, and nothing else is nearer. */
  readonly beside?: Instance["id"];
  /** How many of its lines were said in an earlier call with this key. */
  readonly skip: number;
  /** Told when it has been begun for certain, before its end is. */
  readonly onBegun?: () => Promise<void>;
}

export interface RunLine {
  /** ISO 8601 UTC with milliseconds. */
  readonly at: string;
  readonly stream: "stdout" | "stderr";
  /** At most about 16 KiB. */
  readonly text: string;
}

export interface RunEnd {
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  readonly timedOut: boolean;
}

/** A run that the runtime knows of. It stays known after its end until it is removed. */
export interface Run {
  readonly key: string;
  readonly tool: ToolName;
  readonly release: number;
  readonly name: string;
  readonly state: "running" | "ended";
}

export interface SaidLine {
  /** RFC 3339 in UTC, as exact as the runtime stamps it: Docker gives nanoseconds. */
  readonly stamp: string;
  readonly instance: string;
  readonly process: string;
  /** `sluice`: a word of the platform's in between. */
  readonly stream: "stdout" | "stderr" | "sluice";
  readonly text: string;
}

export interface Listener {
  /** After which stamp an instance's lines are wanted; null: all. */
  after(tool: ToolName, instance: string): Promise<string | null>;
  /** Lines of one instance, in order; no more of it is read before this resolves. */
  said(tool: ToolName, lines: readonly SaidLine[]): Promise<void>;
}

export interface Usage {
  readonly memoryMiB: number;
  readonly cpus: number;
}

export interface ExecRequest {
  /** A program with its arguments; no shell reads them. */
  readonly command: readonly string[];
  /** With a terminal of this size, all output is one stream. */
  readonly terminal: TerminalSize | null;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

/** A program that runs in an instance, beside its process. Whoever opens one ends it or disposes of it. */
export interface Exec extends AsyncDisposable {
  /** What it prints, in order; ends when it has closed its output. */
  readonly output: AsyncIterable<{ readonly stream: "stdout" | "stderr"; readonly data: Buffer }>;
  /** Resolves when the program's input takes more. */
  write(data: Buffer): Promise<void>;
  /** No more input comes. */
  end(): void;
  resize(size: TerminalSize): Promise<void>;
  /** The program's exit code; asked after the output has ended. */
  exitCode(): Promise<number>;
  /** Ends the program and what it has started, when it still runs. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Runs releases. Everything it makes carries labels of the installation; it never touches anything else. */
export interface Runtime {
  /** Gets the image near, so that start is quick. Idempotent. */
  prepare(image: string): Promise<void>;
  /** Starts one more copy. Returns when it has been started, not when it is healthy. */
  start(request: StartRequest): Promise<Instance>;
  /** Ends the hurry of a copy: from now on it has the limit that its process asks for. Idempotent; unknown ids are not an error. */
  settle(id: string, spec: StartRequest["spec"]): Promise<void>;
  /** SIGTERM, then SIGKILL after `graceSeconds`; removed after. Unknown ids are not an error. */
  stop(id: string, graceSeconds: number): Promise<void>;
  /**
   * Runs a command in a release's image to its end, or takes up the run of that key: waits while it runs, takes its
   * result when it has ended. Never two at once for a key. The signal ends only the wait (rejects with its reason).
   * A run stays until removeRun: record its result first, so that a crash in between does not run it twice.
   */
  run(request: RunRequest, say: (line: RunLine) => void, signal: AbortSignal): Promise<RunEnd>;
  /** Ends a run that still goes on (SIGTERM, then SIGKILL after `graceSeconds`) and forgets it. Unknown keys are not an error. */
  removeRun(key: string, graceSeconds: number): Promise<void>;
  /** Runs of one tool, or of the installation, by one listing; they are not among the instances. */
  runs(tool?: ToolName): Promise<readonly Run[]>;
  /** Where all that runs is kept: another text when all of it was lost together (another machine, an emptied engine). */
  home(): Promise<string>;
  /** All instances of one tool, or of the installation, by one listing. */
  list(tool?: ToolName): Promise<readonly Instance[]>;
  /** What an instance uses now: memory without what the system can take back, and cores over a short time. Null when it is gone. */
  usage(id: string): Promise<Usage | null>;
  /** What an instance said last, oldest first, at most `count` lines. */
  lastLines(id: string, count: number): Promise<readonly string[]>;
  /** Ids of the buildpacks that the instance's image was built by, `sluice/python`; none when it does not say. */
  builtBy(id: string): Promise<readonly string[]>;
  /** TCP ports on which the instance listens, with the address: `127.0.0.1:5000`. For explaining a failed probe. */
  listening(id: string): Promise<readonly string[]>;
  /**
   * Lets requests in to an instance that listens only to itself: what arrives at its own address for the port of `inner`
   * (`127.0.0.1:8000`, one of those that listening() says) is passed on there, as long as it runs. Idempotent. False when
   * it is gone, or where this runtime cannot.
   */
  letIn(id: string, inner: string): Promise<boolean>;
  /** Starts a program in a running instance, as its user and with its settings; `wrong-state` when that does not run. */
  exec(id: string, request: ExecRequest): Promise<Exec>;
  /**
   * Runs a shell command in a running copy, as its user and with its settings: healthy when it ends with 0 in time; what
   * it started is ended when it does not. `answer` is for a person. A copy that is gone is not healthy.
   */
  check(id: string, command: string, timeoutMs: number): Promise<{ readonly healthy: boolean; readonly answer: string }>;
  /** Hands over what every instance says, until the signal, over restarts of the engine. An instance that ends is read to its end before stop() removes it. */
  collect(listener: Listener, signal: AbortSignal): Promise<void>;
  /** Calls back when an instance ends or vanishes, with its tool. Reconnects by itself until the signal. */
  watch(onChange: (tool: ToolName) => void, signal: AbortSignal): Promise<void>;
}

/** Answers whether an address is healthy now. */
export interface Prober {
  /** HTTP: status below 400 on `path`; without a path: a TCP connection is accepted. `answer` is for a person, `status` is the HTTP status when there was one. */
  probe(
    address: string,
    path: string | null,
    timeoutMs: number,
  ): Promise<{ readonly healthy: boolean; readonly answer: string; readonly status?: number }>;
}
