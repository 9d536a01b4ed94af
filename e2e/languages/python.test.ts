import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("python-flask", {
  contains: "Hello from Sluice",
  change: { file: "app.py", from: "Hello from", to: "Good day from" },
  found: /Found python 3\.\d+ \(requirements\.txt\)/,
});
