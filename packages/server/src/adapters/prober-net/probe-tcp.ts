import { connect } from "node:net";
import type { Prober } from "../../core/ports/runtime.ts";
import { refusal } from "./refusal.ts";

type Answer = Awaited<ReturnType<Prober["probe"]>>;

/** Healthy when a TCP connection is accepted. */
export function probeTcp(host: string, port: number, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (healthy: boolean, answer: string): void => {
      socket.destroy();
      resolve({ healthy, answer });
    };
    const timer = setTimeout(() => end(false, refusal("ETIMEDOUT", port, timeoutMs)), timeoutMs);
    socket.once("close", () => clearTimeout(timer));
    socket.once("connect", () => end(true, `port ${port} accepts connections`));
    socket.once("error", (error) => end(false, refusal("code" in error ? String(error.code) : error.message, port, timeoutMs)));
  });
}
