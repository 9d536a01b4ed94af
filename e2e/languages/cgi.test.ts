import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("cgi", {
  path: "/cgi-bin/hello.pl?name=Ada",
  contains: "Hello from Perl, Ada",
  change: { file: "cgi-bin/hello.pl", from: "Hello from", to: "Good day from" },
  found: /Found cgi \(cgi-bin\/hello\.pl\), web process: cgi-web/,
  unchanged: ["server"],
});

buildsAndServes("shell", {
  path: "/any?page=1",
  contains: "Hello from Bash, you asked for /any?page=1",
  change: { file: "index.sh", from: "Hello from", to: "Good day from" },
  found: /Found cgi \(index\.sh\), web process: cgi-web index\.sh/,
  unchanged: ["server"],
});
