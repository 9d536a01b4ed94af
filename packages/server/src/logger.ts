import { pino } from "pino";

export interface Logger {
  info(fields: object, text: string): void;
  info(text: string): void;
  warn(text: string): void;
  error(fields: object, text: string): void;
}

/** The server's own log: one JSON object on each line of standard output. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });
}
