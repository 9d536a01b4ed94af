import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("static", {
  contains: "Hello from static files",
  change: { file: "public/index.html", from: "Hello from", to: "Good day from" },
  found: "Found static",
  unchanged: ["server"],
});
