import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("procfile", {
  contains: "Hello from a Procfile",
  change: { file: "hello.py", from: "Hello from", to: "Good day from" },
  found: /Found .*procfile/,
});
