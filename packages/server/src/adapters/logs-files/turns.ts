/** Does one piece of work after the other, in the order of asking. */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    // A failure is its caller's to handle; the next in turn starts all the same.
    last = next.catch(() => undefined);
    return next;
  };
}
