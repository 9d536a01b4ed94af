const shown = "[secret]";

/** A value that refuses to print itself: only `reveal` gives it away, which is easy to look for. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  equals(other: Secret): boolean {
    return this.#value === other.#value;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  /** What console.log, util.inspect and the server's log ask for. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return shown;
  }
}
