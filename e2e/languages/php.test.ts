import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("php", {
  path: "/any/page",
  contains: "Hello from PHP 8.4, you asked for /any/page",
  change: { file: "src/Page.php", from: "you asked for", to: "this is" },
  found: /Found php 8\.4 \(composer\.json\), web process: php-web public \(public\/index\.php\)/,
  unchanged: ["server"],
});
