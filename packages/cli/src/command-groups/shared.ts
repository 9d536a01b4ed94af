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
/** Which kept lines are wanted. */
export const kindsOfLines = [
  { flags: "-f, --follow", summary: "go on as lines appear" },
  { flags: "--tail <lines>", summary: "how many of the last lines (default: 100, with --since 10000)" },
  { flags: "--since <when>", summary: "from then on: 10m, 2h, 3d, or a moment like 2026-03-01T14:30" },
  { flags: "--until <when>", summary: "up to then" },
  { flags: "--text <text>", summary: "lines that contain it, whatever the case" },
  { flags: "--stream <stream>", summary: "of this stream only", choices: ["stdout", "stderr"] },
];
