import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("rust", {
  contains: "Hello from Rust",
  change: { file: "src/main.rs", from: "Hello from", to: "Good day from" },
  found: /Found rust 1\.\d+ \(Cargo\.toml\), web process: hello \(Cargo\.toml\)/,
  unchanged: [],
  secondSays: ["program: compiled hello with rustc 1", "1 crates anew, from Cargo.toml (commit a Cargo.lock"],
});
