/** Flags of commands that speak to a server, and of those that are about one tool of it. */
export const inServer = { shared: ["server", "json"] } as const;
export const inTool = { shared: ["server", "tool", "json"] } as const;
export const buildArgument = { syntax: "<build>", summary: "the number of the build" };
export const follow = { flags: "-f, --follow", summary: "go on until the log is complete" };
/** Of commands that make a release and wait until it is live. */
export const waiting = [
  { flags: "--no-wait", summary: "do not wait until it is live" },
  { flags: "--timeout <seconds>", summary: "how long to wait (default: 300)" },
];
