/** Newline-delimited JSON, object by object. Empty lines only show that the connection lives. */
export async function* linesOf(response: Response): AsyncGenerator<unknown> {
  if (response.body === null) return;
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of response.body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield JSON.parse(line) as unknown;
  }
  // Each line ends with a newline: what has none was cut off.
  if (rest !== "") throw new TypeError("the connection ended inside a line");
}
