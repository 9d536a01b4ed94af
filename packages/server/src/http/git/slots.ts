import { SluiceError } from "@sluice/contract";
import type { FastifyReply } from "fastify";

export interface Slots {
  /** Takes a slot and gives the function that returns it; throws when all are taken. */
  take(): () => void;
}

/** At most `count` at a time. */
export function slots(count: number, what: string): Slots {
  let taken = 0;
  return {
    take() {
      if (taken >= count) throw new SluiceError("too-many", `${count} ${what} are under way, which is the limit.`, { retryAfter: 10 });
      taken += 1;
      let returned = false;
      return () => {
        if (!returned) taken -= 1;
        returned = true;
      };
    },
  };
}

/** Takes one for a request, which is told when to come again if there is none. */
export function takeSlot(from: Slots, reply: FastifyReply): () => void {
  try {
    return from.take();
  } catch (error) {
    reply.header("retry-after", "10");
    throw error;
  }
}
