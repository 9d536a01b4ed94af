/** Names that would be mistaken for the platform's own parts in URLs and image names. */
export const reservedNames: ReadonlySet<string> = new Set([
  "admin",
  "api",
  "app",
  "auth",
  "docs",
  "git",
  "help",
  "localhost",
  "login",
  "mail",
  "registry",
  "sluice",
  "status",
  "static",
  "www",
]);
