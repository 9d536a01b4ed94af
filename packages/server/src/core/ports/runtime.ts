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
  /** `ip:port` that takes requests, when the process has a port and runs. */
  readonly address: string | null;
}

export interface StartRequest {
  readonly tool: ToolName;
  readonly release: number;
  readonly process: string;
  readonly image: string;
  readonly spec: ReleaseFile["processes"][string];
  readonly env: Readonly<Record<string, string>>;
  readonly shape: string;
}

export interface RuntimeLine {
  readonly at: string;
  readonly instance: string;
  readonly process: string;
  readonly stream: "stdout" | "stderr";
  readonly text: string;
}

export interface LogRequest {
  readonly tool: ToolName;
  readonly process?: string;
  readonly tail: number;
  readonly follow: boolean;
}

/** Runs releases. Everything it makes carries labels of the installation; it never touches anything else. */
export interface Runtime {
  /** Gets the image near, so that start is quick. Idempotent. */
  prepare(image: string): Promise<void>;
  /** Starts one more copy. Returns when it has been started, not when it is healthy. */
  start(request: StartRequest): Promise<Instance>;
  /** SIGTERM, then SIGKILL after `graceSeconds`; removed after. Unknown ids are not an error. */
  stop(id: string, graceSeconds: number): Promise<void>;
  /** All instances of one tool, or of the installation, by one listing. */
  list(tool?: ToolName): Promise<readonly Instance[]>;
  memoryMiB(id: string): Promise<number | null>;
  /** What an instance said last, oldest first, at most `count` lines. */
  lastLines(id: string, count: number): Promise<readonly string[]>;
  /** TCP ports on which the instance listens, with the address: `127.0.0.1:5000`. For explaining a failed probe. */
  listening(id: string): Promise<readonly string[]>;
  logs(request: LogRequest, signal: AbortSignal): AsyncIterable<RuntimeLine>;
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
