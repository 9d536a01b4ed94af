/** Gives the answer of a dear question again for a while. Those who ask at once wait for one answer; a failure is not kept. */
export function remembered<T>(ask: () => Promise<T>, forMs: number, monotonic: () => number): () => Promise<T> {
  let known: { readonly answer: Promise<T>; readonly until: number } | null = null;
  return () => {
    if (known !== null && monotonic() < known.until) return known.answer;
    const answer = ask();
    known = { answer, until: monotonic() + forMs };
    answer.catch(() => (known = null));
    return answer;
  };
}
