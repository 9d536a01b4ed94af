import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("sphinx", {
  contains: "Hello from Sphinx",
  change: { file: "docs/index.rst", from: "made into HTML", to: "turned into HTML" },
  found: /Found static \(sphinx needs it\), sphinx 3\.13 \(docs\/conf\.py\)/,
  unchanged: ["server", "dependencies"],
});
