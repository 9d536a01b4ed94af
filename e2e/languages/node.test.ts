import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("node", {
  contains: "Hello from Node.js",
  change: { file: "server.js", from: "Hello from", to: "Good day from" },
  found: /Found node \d+ \(package\.json\)/,
});
