/** Time and randomness, so that core is exact in tests. */
export interface Clock {
  /** ISO 8601 UTC with milliseconds. */
  now(): string;
  /** Milliseconds that never go back; only differences mean something. */
  monotonic(): number;
}

export interface Random {
  /** `bytes` of cryptographic randomness, as lower-case hex. */
  hex(bytes: number): string;
}
