import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("lua", {
  path: "/any",
  contains: "Hello from Lua 5.4",
  change: { file: "main.lua", from: "Hello from", to: "Good day from" },
  found: /Found lua 5\.4 \(hello-1\.0-1\.rockspec\), web process: lua main\.lua \(main\.lua\)/,
  unchanged: ["runtime", "dependencies"],
});
