import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("perl", {
  contains: "Hello from Perl",
  change: { file: "app.pl", from: "Hello from", to: "Good day from" },
  found: /Found perl 5\.\d+ \(cpanfile\), web process: perl app\.pl prefork/,
});

buildsAndServes("perl-psgi", {
  path: "/any",
  contains: "Hello from PSGI, you asked for /any",
  change: { file: "app.psgi", from: "Hello from", to: "Good day from" },
  found: /Found perl 5\.\d+ \(app\.psgi\), web process: starman/,
  unchanged: [],
});
