import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("node", {
  contains: "Hello from Node.js",
  change: { file: "server.js", from: "Hello from", to: "Good day from" },
  found: /Found node \d+ \(package\.json\)/,
});

const change = { file: "server.js", from: "Hello from", to: "Good day from" };

buildsAndServes("node-yarn", { contains: "Hello from Yarn, up", change, found: "npm start (package.json)" });

buildsAndServes("node-berry", { contains: "Hello from Yarn 4, up", change, found: /Found node 20/ });

buildsAndServes("node-pnpm", { contains: "Hello from pnpm on Node.js 24.", change, found: /Found node 24 .*node server\.js/ });

buildsAndServes("node-build", {
  contains: "Hello from a build, without its tools",
  change: { file: "src/server.ts", from: "Hello from", to: "Good day from" },
  found: /Found node 22/,
  unchanged: ["runtime", "dependencies"],
});
