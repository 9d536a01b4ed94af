import { expect } from "vitest";

/** What code of a tool must not find. */
export interface Guarded {
  /** `HOST:PORT`s that it may not reach. */
  readonly forbidden: readonly string[];
  readonly secrets: readonly string[];
}

/** A shell script that looks for whatever code of a tool should find nothing of, and says what it saw. */
export function lookAround({ forbidden }: Guarded): string {
  return [
    'env; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr "\\0" "\\n"',
    'echo uid=$(id -u); grep -E "CapEff|NoNewPrivs" /proc/self/status',
    "ls /record 2>&1; touch /nothing 2>&1",
    ...forbidden.map((place) => `timeout 3 bash -c 'exec 3<>/dev/tcp/${place.replace(":", "/")}' 2>/dev/null && echo "reached ${place}"`),
    "echo looked",
  ].join("\n");
}

/** Holds what the script said against it: no credential, no way to what is forbidden, no right of root. */
export function expectShutIn(text: string, { secrets }: Guarded): void {
  secrets.forEach((secret) => expect(text).not.toContain(secret));
  expect(text).not.toContain("CNB_REGISTRY_AUTH");
  expect(text).toContain("looked");
  expect(text).not.toContain("reached");
  expect(text).toContain("uid=1000");
  expect(text).toMatch(/CapEff:\s+0+\n/);
  expect(text).toMatch(/NoNewPrivs:\s+1/);
  expect(text).toContain("Read-only file system");
}
