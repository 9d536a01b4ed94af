/** More than this is no manifest. */
export const manifestLimits = {
  bytes: 64 * 1024,
  aliases: 20,
  processes: 20,
  jobs: 50,
  packages: 200,
  languages: 10,
  tests: 20,
  pipelines: 20,
  templates: 20,
  watched: 50,
  args: 50,
} as const;

export const manifestFile = "sluice.yaml";
