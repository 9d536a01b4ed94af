import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("go", {
  contains: "Hello from Go",
  change: { file: "main.go", from: "Hello from", to: "Good day from" },
  found: /Found go 1\.\d+ \(go\.mod\), web process: main \(main\.go\), worker process: worker/,
  unchanged: [],
  secondSays: ["program: compiled main, worker with go1", "0 modules fetched"],
});
