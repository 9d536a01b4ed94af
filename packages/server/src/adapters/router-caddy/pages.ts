function page(title: string, text: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:20vh auto;padding:0 1rem}</style><h1>${title}</h1><p>${text}</p></html>\n`;
}

const headers = { "content-type": ["text/html; charset=utf-8"], "cache-control": ["no-store"] };

export function answer(status: number, title: string, text: string): object {
  const retry = status >= 500 ? { "retry-after": ["5"] } : {};
  return {
    handler: "static_response",
    status_code: status,
    headers: { ...headers, ...retry },
    body: page(title, text),
  };
}

export const noTool = answer(
  404,
  "No tool of this name",
  "Nothing is deployed under this address. Check the name in it for a typing mistake. If the tool is yours: deploy it with <code>git push sluice main</code>; <code>sluice tools list</code> shows the tools you have, and <code>sluice status</code> their addresses.",
);
export const noInstance = answer(
  503,
  "Not running at the moment",
  "This tool has no healthy process now. Try again in a minute: it may be starting. If it is yours: <code>sluice status</code> says why, <code>sluice logs</code> shows what it said last, and <code>git push sluice main</code> deploys a mended version.",
);
export const noAnswer = answer(
  502,
  "The tool did not answer",
  "This tool's process broke off the connection or refused it. Try again in a minute. If it is yours: <code>sluice logs</code> shows what it said, and <code>sluice status</code> whether it was started again.",
);
