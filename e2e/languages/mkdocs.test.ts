import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("mkdocs", {
  contains: "Hello from MkDocs",
  change: { file: "docs/index.md", from: "made into HTML", to: "turned into HTML" },
  found: /Found static \(mkdocs needs it\), mkdocs 3\.13 \(mkdocs\.yml\)/,
  unchanged: ["server", "dependencies"],
});
