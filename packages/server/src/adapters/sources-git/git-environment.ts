/** What every git of ours runs with. No user's or system's configuration counts, nothing asks, nothing is fetched. */
export function gitEnvironment(settings: Readonly<Record<string, string>>): Record<string, string> {
  const all = Object.entries({ ...always, ...settings });
  return {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: "/nonexistent",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_NO_REPLACE_OBJECTS: "1",
    GIT_LITERAL_PATHSPECS: "1",
    GIT_CONFIG_COUNT: String(all.length),
    ...Object.fromEntries(
      all.flatMap(([key, value], n) => [
        [`GIT_CONFIG_KEY_${n}`, key],
        [`GIT_CONFIG_VALUE_${n}`, value],
      ]),
    ),
  };
}

const always = {
  // Given by environment, this is the only place from which git believes it.
  "safe.directory": "*",
  "safe.bareRepository": "all",
  "core.attributesFile": "/dev/null",
  "core.excludesFile": "/dev/null",
  "core.hooksPath": "/nonexistent",
  "core.fsync": "committed",
  "core.fsyncMethod": "batch",
  "core.symlinks": "true",
  "gc.autoDetach": "false",
  "maintenance.auto": "false",
  "transfer.fsckObjects": "true",
  "transfer.hideRefs": "refs/sluice",
} as const;

/** Settings of the side that takes pushes: everything goes through our hook. */
export function receiveSettings(hooks: string, packMiB: number, takesOptions: boolean): Readonly<Record<string, string>> {
  return {
    "receive.advertisePushOptions": String(takesOptions),
    "core.hooksPath": hooks,
    "http.receivepack": "true",
    "http.uploadpack": "true",
    "http.getanyfile": "false",
    "receive.procReceiveRefs": "refs",
    "receive.fsckObjects": "true",
    // Always index-pack: when a pack is too large, it names the limit; unpack-objects does not.
    "receive.unpackLimit": "1",
    "receive.maxInputSize": `${packMiB}m`,
    "receive.autogc": "false",
    "receive.updateServerInfo": "false",
  };
}
