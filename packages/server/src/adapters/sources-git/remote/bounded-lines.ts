/** Cuts what comes in parts into lines; null stands for one that is longer than `longest` bytes, and is not kept. */
export function boundedLines(longest: number): { push(chunk: Buffer): readonly (string | null)[] } {
  let kept: Buffer[] = [];
  let length = 0;
  function end(last: Buffer): string | null {
    const line = length + last.length > longest ? null : Buffer.concat([...kept, last]).toString();
    [kept, length] = [[], 0];
    return line;
  }
  return {
    push(chunk) {
      const lines: (string | null)[] = [];
      let from = 0;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
        lines.push(end(chunk.subarray(from, at)));
        from = at + 1;
      }
      const rest = chunk.subarray(from);
      length += rest.length;
      if (length > longest) kept = [];
      else if (rest.length > 0) kept.push(Buffer.from(rest));
      return lines;
    },
  };
}
