const day = "2026-03-01T10:00:00.000Z";
const commit = `3f2c1ab${"0".repeat(33)}`;
const image = `sha256:${"9b1e".repeat(16)}`;

export const me = { user: "ada", admin: false, scope: "all", tool: null };

export function tool(name: string, server = "http://127.0.0.1:1"): Record<string, unknown> {
  return {
    name,
    url: `http://${name}.localhost:8080`,
    git: `${server}/git/${name}.git`,
    created: day,
    createdBy: "ada",
    members: [{ user: "ada", role: "maintainer" }],
  };
}

export function build(id: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const ended = "2026-03-01T10:00:05.200Z";
  return {
    id,
    tool: "hello",
    source: "hello",
    pipeline: "main",
    commit,
    subject: "Add search page",
    author: "ada",
    cause: "push",
    state: "succeeded",
    fault: null,
    reason: null,
    image,
    release: id,
    steps: [{ step: "build", ms: 3100 }],
    languages: [{ id: "python", version: "3.13", file: "0123456789ab" }],
    queued: day,
    started: day,
    ended,
    ...changes,
  };
}

export function release(number: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    tool: "hello",
    number,
    state: "live",
    reason: null,
    fault: null,
    cause: "push",
    settings: 0,
    build: 57,
    commit,
    subject: "Add search page",
    author: "ada",
    image,
    control: commit,
    created: day,
    live: day,
    ...changes,
  };
}

export function status(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const web = {
    name: "web",
    wanted: 2,
    running: 2,
    healthy: 2,
    memoryMiB: 180.4,
    cpus: 0.12,
    memory: "512Mi",
    cpu: "500m",
    command: "gunicorn app:app",
    lastLines: [],
  };
  return {
    tool: "hello",
    url: "http://hello.localhost:8080",
    release: release(42),
    processes: [web],
    jobs: [job()],
    source: null,
    builds: [],
    condition: null,
    ...changes,
  };
}

export function run(id: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    tool: "hello",
    job: "nightly",
    command: "python nightly.py",
    release: 42,
    cause: "schedule",
    scheduled: day,
    state: "succeeded",
    fault: null,
    reason: null,
    exitCode: 0,
    attempts: 1,
    askedBy: "schedule",
    queued: day,
    started: day,
    ended: "2026-03-01T10:02:11.000Z",
    ...changes,
  };
}

export function job(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: "nightly",
    command: "python nightly.py",
    schedule: "@daily",
    timezone: "UTC",
    timeout: 1800,
    retries: 1,
    concurrency: "forbid",
    memory: "512Mi",
    cpu: "500m",
    pausedBy: null,
    next: "2099-03-02T00:00:00.000Z",
    last: run(12),
    ...changes,
  };
}

export function line(n: number, text: string, step = "build"): Record<string, unknown> {
  return { n, at: "2026-03-01T10:00:00.000Z", stream: "stdout", step, text };
}

export function token(id: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id,
    user: "ada",
    label: "laptop",
    scope: "all",
    tool: null,
    created: day,
    expires: null,
    lastUsed: null,
    revoked: false,
    ...changes,
  };
}
