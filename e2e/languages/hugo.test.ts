import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("hugo", {
  contains: "Hello from Hugo",
  change: { file: "content/_index.md", from: "made into HTML", to: "turned into HTML" },
  found: /Found static \(hugo needs it\), hugo \(hugo\.toml\)/,
  unchanged: ["server"],
});
