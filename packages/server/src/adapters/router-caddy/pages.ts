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

export const noTool = answer(404, "No tool of this name", "Nothing is deployed under this address. Check the name.");
export const noInstance = answer(
  503,
  "Not running at the moment",
  "This tool has no healthy process now. If it is yours: “sluice status” says why.",
);
export const noAnswer = answer(
  502,
  "The tool did not answer",
  "This tool's process broke off the connection or refused it. If it is yours: “sluice logs” shows what it said.",
);
