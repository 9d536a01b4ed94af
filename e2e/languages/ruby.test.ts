import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("ruby", {
  contains: "Hello from Ruby",
  change: { file: "config.ru", from: "Hello from", to: "Good day from" },
  found: /Found ruby 3\.\d+ \(Gemfile\), web process: bundle exec puma/,
});
