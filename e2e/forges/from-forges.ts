/** An installation that reads a forge on loopback, and looks at it by itself so seldom that only webhooks count. */
export const fromForges = [
  "--source-private",
  "127.0.0.1",
  "--source-http",
  "true",
  "--source-interval",
  "3600",
  "--source-interval-most",
  "7200",
];
