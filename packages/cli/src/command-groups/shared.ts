/** Flags of commands that speak to a server, and of those that are about one tool of it. */
export const inServer = { shared: ["server", "json"] } as const;
export const inTool = { shared: ["server", "tool", "json"] } as const;
export const buildArgument = { syntax: "<build>", summary: "the number of the build" };
export const follow = { flags: "-f, --follow", summary: "go on until the log is complete" };
