import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("r", {
  contains: "Hello from R, the median is 2",
  change: { file: "plumber.R", from: "Hello from", to: "Good day from" },
  found: /Found r \(plumber\.R\), web process: r-web plumber plumber\.R/,
  unchanged: ["server"],
});
