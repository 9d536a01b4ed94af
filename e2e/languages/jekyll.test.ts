import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("jekyll", {
  contains: "Hello from Jekyll",
  change: { file: "index.md", from: "Hello from", to: "Good day from" },
  found: /Found static \(jekyll needs it\), jekyll \(_config\.yml\)/,
  unchanged: ["server", "dependencies"],
});
