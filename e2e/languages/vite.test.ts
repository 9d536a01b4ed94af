import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("vite", {
  contains: "Hello from Vite",
  change: { file: "index.html", from: "<h1>Hello from", to: "<h1>Good day from" },
  found: /Found static \(vite needs it\), vite 20 \(package\.json\)/,
  unchanged: ["server", "dependencies"],
});
