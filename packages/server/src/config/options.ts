import { isIP } from "node:net";
import { AllowedLicence, LicencePolicy, ScannerOutput, SettingName } from "@sluice/contract";
import { z } from "zod";

/** One option: its flag is `--<name>`, its variable `SLUICE_<NAME>`, its key in the file `<name>`. */
export interface Option<T = unknown> {
  readonly parse: z.ZodType<T, string>;
  /** As a person writes it; null: computed when the server starts. */
  readonly default: string | null;
  readonly placeholder: string;
  readonly description: string;
}

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least, `a whole number from ${least} to ${most}`).max(most, `a whole number from ${least} to ${most}`));

const address = z
  .string()
  .regex(/^(\[[0-9a-f:]+\]|[a-z0-9.-]+):\d{1,5}$/i, "HOST:PORT")
  .transform((text) => {
    const at = text.lastIndexOf(":");
    return { host: text.slice(0, at).replace(/^\[|\]$/g, ""), port: Number(text.slice(at + 1)) };
  })
  .refine(({ port }) => port <= 65_535, "a port up to 65535");

/** Where a front answers: no path, no password, no ending slash. Empty: null. */
const origin = z.union([
  z.literal("").transform(() => null),
  z
    .string()
    .regex(
      /^https?:\/\/(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/,
      "http(s)://HOST or http(s)://HOST:PORT, without a path",
    ),
]);

const path = z.string().startsWith("/", "an absolute path");
const yes = z.enum(["true", "false"], "true or false").transform((text) => text === "true");
const optionalPath = z.union([path, z.literal("").transform(() => null)]);
const option = <T>(parse: z.ZodType<T, string>, placeholder: string, fallback: string | null, description: string): Option<T> => ({
  parse,
  placeholder,
  default: fallback,
  description,
});

/** A host's name, an address, or a network like 10.0.0.0/8. */
function isPlace(text: string): boolean {
  const [address = "", bits, more] = text.trim().split("/");
  if (bits === undefined) return isIP(address) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(address);
  return more === undefined && isIP(address) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
}

/** `NAME=VALUE` with white space between. */
const variables = z
  .string()
  .transform((text) => text.split(/\s+/).filter((word) => word !== ""))
  .pipe(
    z.array(
      z
        .string()
        .regex(/^[^=]+=/, "NAME=VALUE, with spaces between")
        .transform((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)] as const)
        .refine(
          ([name]) => SettingName.safeParse(name).success,
          "names of variables that are not the platform's own, such as PIP_INDEX_URL",
        ),
    ),
  )
  .transform((pairs): Readonly<Record<string, string>> => Object.fromEntries(pairs));

/** Ids of licences, comma-separated. */
const licenceIds = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== ""),
  )
  .pipe(z.array(AllowedLicence));

/** Everything that can be set. Flags, environment, file and the reference page are all read from here. */
export const options = {
  data: option(path, "DIR", null, "Data directory. Default: /var/lib/sluice for root, else ~/.local/share/sluice."),
  cache: option(path, "DIR", null, "What is slow to make and may be shared by installations. Default: DATA/cache."),
  listen: option(address, "HOST:PORT", "127.0.0.1:7080", "Where the API and git answer."),
  "router-listen": option(address, "HOST:PORT", "127.0.0.1:7088", "Where the tools answer."),
  domain: option(z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, "a host name"), "NAME", "localhost", "Tools answer at <tool>.NAME."),
  "public-url": option(
    origin,
    "URL",
    "",
    "Where people and forges reach the API and git, when a proxy stands in front. Empty: http://LISTEN. Webhooks' addresses and git remotes are told with it.",
  ),
  "tools-url": option(
    origin,
    "URL",
    "",
    "Where people reach the tools, when a proxy stands in front: scheme and port count, the host is NAME's. Empty: http://NAME with the port of router-listen.",
  ),
  database: option(
    z.string().regex(/^(sqlite|postgres(ql)?:\/\/.+)$/, "sqlite, or postgres://USER:PASSWORD@HOST/NAME"),
    "sqlite|URL",
    "sqlite",
    "Where tools, builds and releases are written: a file of its own, or a PostgreSQL.",
  ),
  "docker-host": option(
    z.string().regex(/^(unix:\/\/\/.+|tcp:\/\/[^/]+)$/, "unix:///PATH or tcp://HOST:PORT"),
    "URL",
    null,
    "The container engine. Default: DOCKER_HOST, else unix:///var/run/docker.sock.",
  ),
  "base-image": option(
    z.string().max(300),
    "IMAGE|FILE",
    "",
    "What Debian 13 is made from: an image to pull, or the path of a root file system's tar. Empty: Debian's packages.",
  ),
  "base-image-debian-12": option(z.string().max(300), "IMAGE", "", "The same for Debian 12, which older versions of languages are on."),
  "apt-sources": option(
    optionalPath,
    "FILE",
    "",
    "Repositories of packages beside Debian's own (YAML): a list of url, suite, components, key (its file) and bases.",
  ),
  "images-ahead": option(
    yes,
    "true|false",
    "true",
    "The images of the languages that most tools use are made when the server starts, so that a first push does not wait for them.",
  ),
  "base-refresh": option(
    whole(0, 8760),
    "HOURS",
    "24",
    "How often the bases, and the package sets on them, are made again from what Debian has, hours; 0: when an admin asks.",
  ),
  "bake-seconds": option(whole(10, 86_400), "S", "900", "How long the packages of one set may take to install, seconds."),
  "bake-disk": option(whole(10, 1_048_576), "MB", "3000", "What the packages of one set may take once installed, MB."),
  certificates: option(
    optionalPath,
    "FILE",
    null,
    "Authorities that builds and tools trust (PEM). Default: the machine's own bundle; empty: none.",
  ),
  "build-concurrency": option(whole(1, 256), "N", null, "Builds at one time. Default: the number of cores."),
  "build-cpus": option(whole(1, 64), "N", "2", "Cores for one build."),
  "build-memory": option(whole(64, 262_144), "MIB", "2048", "Memory for one build, MiB."),
  "build-pids": option(whole(16, 65_536), "N", "1024", "Processes and threads of one build."),
  "build-seconds": option(whole(5, 86_400), "S", "900", "Longest time of one build, seconds."),
  "build-disk": option(whole(16, 1_048_576), "MIB", "4096", "Disk for one build, MiB."),
  "build-env": option(
    variables,
    "NAME=VALUE …",
    "",
    "Variables of every build, with spaces between: mirrors of package registries, such as PIP_INDEX_URL, npm_config_registry and GOPROXY. A tool's own build settings win. Builds can read them, so no passwords.",
  ),
  "build-standby": option(
    whole(0, 256),
    "N",
    "4",
    "Build containers that wait, for 10 minutes, for the next build of a tool; 0: none. Each takes about 10 MiB.",
  ),
  "push-max": option(whole(1, 10_240), "MIB", "200", "Largest pack in a push, MiB."),
  "push-max-file": option(whole(1, 10_240), "MIB", "100", "Largest file in a commit, MiB."),
  "push-max-files": option(whole(1, 1_000_000), "N", "20000", "Most files in a commit."),
  "control-remote": option(
    z.union([
      z.literal("").transform(() => null),
      z
        .string()
        .regex(
          /^((https?|ssh|file):\/\/\S+|[\w.-]+@[\w.-]+:\S+)$/,
          "https://HOST/PATH, ssh://USER@HOST/PATH, USER@HOST:PATH or file:///PATH",
        )
        .refine((url) => !/^\w+:\/\/[^/]*:[^/]*@/.test(url), "no password in the URL: give it with --control-credentials"),
    ]),
    "URL",
    "",
    "A control repository on another forge, which is the truth then. Empty: the one in the data directory is.",
  ),
  "control-credentials": option(
    optionalPath,
    "FILE",
    "",
    "For it: a file with https://USER:TOKEN@HOST for http(s), a private key for ssh. Empty: none; over ssh a key is made, and shown by sluice control show.",
  ),
  "control-known-hosts": option(
    optionalPath,
    "FILE",
    "",
    "For it over ssh: the only keys of hosts that count (known_hosts). Empty: a host's key is kept when it is first seen.",
  ),
  "control-interval": option(whole(1, 86_400), "S", "30", "Seconds between two looks at the remote control repository."),
  "source-private": option(
    z.string().refine((text) => text === "" || text.split(",").every(isPlace), "host names, addresses or networks, comma-separated"),
    "LIST",
    "",
    "Where sources of tools may be although it is not on the internet: host names, addresses, networks, comma-separated. Empty: nowhere.",
  ),
  "source-http": option(yes, "true|false", "false", "Sources of tools may be read over http, without encryption."),
  "source-interval": option(whole(5, 86_400), "S", "60", "Seconds between two looks at a source that changed just now."),
  "source-interval-most": option(whole(5, 604_800), "S", "1800", "Seconds between two looks at a source that has been quiet for long."),
  "source-looks": option(whole(1, 256), "N", "8", "Looks at sources at one time; half of them at one host."),
  licences: option(
    LicencePolicy,
    "off|warn|required",
    "off",
    "The licence of tools' code: nobody looks; the log of a push says what is missing; or a push without one that is allowed is refused. Admins may say otherwise for one tool.",
  ),
  "licences-allowed": option(
    licenceIds,
    "LIST",
    "osi-approved",
    "Licences that are allowed, comma-separated: ids of SPDX's list such as CC0-1.0, and osi-approved for all that the Open Source Initiative has approved.",
  ),
  scanner: option(
    z.string().transform((text) => text.split(/\s+/).filter((word) => word !== "")),
    "COMMAND",
    "",
    "A program that says which packages of a CycloneDX list are known to be vulnerable, with its arguments, spaces between: grype -q -o json. {sbom} stands for the list's file; without it the list is its input. Empty: none.",
  ),
  "scanner-output": option(
    ScannerOutput,
    ScannerOutput.options.join("|"),
    "cyclonedx",
    "What the scanner answers: CycloneDX's vulnerabilities, or the JSON of grype, of trivy or of osv-scanner.",
  ),
  "scanner-seconds": option(whole(1, 3600), "S", "120", "How long the scanner may take for one image, seconds."),
  "scanner-memory": option(whole(16, 262_144), "MIB", "1024", "Memory of the scanner, MiB."),
  "scanner-env": option(
    variables,
    "NAME=VALUE …",
    "",
    "Variables of the scanner, with spaces between. It gets no other but the system's PATH, and as HOME a directory of its own in the data directory.",
  ),
  "scan-hours": option(
    whole(1, 8760),
    "HOURS",
    "24",
    "How often images that are live are scanned again, for what became known since, hours.",
  ),
  vulnerabilities: option(
    z.enum(["off", "warn", "required"], "off, warn or required"),
    "off|warn|required",
    "off",
    "What the scanner does to a push: nothing, as images are scanned later; the log names vulnerable packages; or an image with some, or that cannot be scanned, is not released.",
  ),
  "vulnerabilities-severity": option(
    z.enum(["critical", "high", "medium", "low"], "critical, high, medium or low"),
    "SEVERITY",
    "critical",
    "From which severity on a push is told or refused: critical, high, medium or low.",
  ),
  "latest-wins": option(yes, "true|false", "true", "A newer push supersedes builds of the same pipeline that still wait."),
  "deploy-seconds": option(whole(1, 3600), "S", "60", "How long a new process may take until it is healthy."),
  drift: option(
    z.enum(["heal", "report"], "heal or report"),
    "heal|report",
    "heal",
    "What is done about what somebody stopped, removed, changed or added by hand: made as wanted again, or told and left.",
  ),
  "patience-seconds": option(
    whole(0, 86_400),
    "S",
    "600",
    "How long a build or a deployment that the platform cannot do (engine, registry or disk away) is tried again before it has failed.",
  ),
  "disk-floor": option(
    whole(0, 1_048_576),
    "MIB",
    "1024",
    "Free space in the data directory under which no push is taken and no build begins, MiB.",
  ),
  "disk-low": option(
    whole(0, 16_777_216),
    "MIB",
    "4096",
    "Free space, in the data directory's or the engine's disk, under which pruning begins at once, MiB.",
  ),
  "releases-kept": option(
    whole(1, 1000),
    "N",
    "10",
    "Images kept of each tool to go back to: of the releases that were ever live, the newest N different ones.",
  ),
  "prune-grace": option(
    whole(0, 525_600),
    "MIN",
    "1440",
    "How long an image, a log or a cache stays that nothing needs any more, minutes.",
  ),
  "prune-interval": option(whole(1, 525_600), "MIN", "60", "Minutes between two prunings."),
  "builds-kept": option(whole(1, 100_000), "N", "100", "Ended builds that are kept of each tool, with their logs, however old they are."),
  "builds-days": option(whole(1, 3650), "DAYS", "90", "How long all ended builds and the logs of deployments are kept, days."),
  "caches-days": option(whole(1, 3650), "DAYS", "30", "How long the cache of a tool is kept that is not built, days."),
  "sets-days": option(
    whole(0, 3650),
    "DAYS",
    "30",
    "How long a package set is kept, and refreshed, that no image stands on and no build uses, days.",
  ),
  "drain-seconds": option(whole(0, 600), "S", "10", "How long requests may go on when their process is replaced."),
  "logs-max": option(whole(4, 65_536), "MIB", "64", "What is kept of one tool's logs, MiB; the oldest lines go first."),
  "artifacts-days": option(whole(1, 3650), "DAYS", "30", "How long files that tests left are kept, days."),
  "artifacts-max": option(whole(1, 1_048_576), "MIB", "500", "Files that tests left, of one tool, MiB: its oldest builds' go first."),
  "artifacts-max-file": option(whole(1, 1_048_576), "MIB", "100", "The largest of them that is kept, MiB."),
  "logs-days": option(whole(1, 3650), "DAYS", "14", "How long logs of processes are kept, days."),
  "logs-rate": option(whole(100, 1_000_000), "N", "10000", "Lines kept of one tool in a second; more are counted and left out."),
  "redact-floor": option(
    whole(4, 64),
    "N",
    "8",
    "Secrets of fewer characters are not redacted from logs: they are part of innocent words.",
  ),
  "promote-seconds": option(
    whole(1, 86_400),
    "S",
    "60",
    "How long a release is live and healthy before it is promoted by itself, seconds.",
  ),
  previews: option(whole(0, 100_000), "N", "100", "Previews at one time."),
  "previews-per-tool": option(whole(0, 1000), "N", "5", "Of them, previews of one tool."),
  "preview-hours": option(whole(1, 87_600), "HOURS", "72", "How long a preview lives when nobody says how long, hours."),
  "preview-most-hours": option(whole(1, 87_600), "HOURS", "720", "The longest that a preview may live, hours."),
  "preview-memory": option(whole(16, 262_144), "MIB", "256", "Memory of one process of a preview at most, MiB."),
  "preview-cpu": option(whole(10, 64_000), "MILLI", "250", "Thousandths of a core for one process of a preview at most."),
  runs: option(whole(1, 10_000), "N", null, "Runs of jobs and one-off commands at one time. Default: twice the number of cores."),
  "runs-per-tool": option(whole(1, 1000), "N", "3", "Of them, runs of one tool."),
  "run-grace": option(whole(1, 10_080), "MIN", "60", "How late the newest run that was missed is still begun, minutes."),
  "runs-kept": option(whole(1, 100_000), "N", "200", "Ended runs that are kept of each job, with their logs."),
  "runs-days": option(whole(1, 3650), "DAYS", "30", "How long ended runs are kept, with their logs."),
  smtp: option(
    z.string().regex(/^(smtps?:\/\/[^/\s]+)?$/, "smtp://USER:PASSWORD@HOST:PORT or smtps://…"),
    "URL",
    "",
    "The server to send mail by; with a password, say it in the environment or the file. Empty: no mail is sent.",
  ),
  "mail-from": option(
    z.string().regex(/^[^<>\r\n]*<?[^<>@\s]+@[^<>@\s]+>?$/, "an address, or Name <address>"),
    "ADDRESS",
    "sluice@localhost",
    "Whom mail comes from.",
  ),
  "on-exit": option(
    z.enum(["keep", "stop"], "keep or stop"),
    "keep|stop",
    "keep",
    "What becomes of the router, the registry and the tools when the server ends: they go on, or end too.",
  ),
  "stand-by": option(
    yes,
    "true|false",
    "false",
    "When another server has the data directory: wait until it has ended, and pass requests on to it meanwhile.",
  ),
  "hang-seconds": option(
    whole(5, 3600),
    "S",
    "30",
    "How long the server that serves may give no sign of life, as its process or its database connection hangs, until one that stands by ends it and takes over, seconds.",
  ),
  "sign-in-failures": option(
    whole(1, 100_000),
    "N",
    "30",
    "Failed sign-ins in a minute from one address, or with tokens that begin alike, before they are answered with 429.",
  ),
  "trusted-proxies": option(
    z.string().regex(/^([0-9a-f.:]+(\/\d{1,3})?(,[0-9a-f.:]+(\/\d{1,3})?)*)?$/i, "addresses or networks, comma-separated"),
    "LIST",
    "",
    "Proxies in front whose X-Forwarded-For is believed, by the API and (with -Proto and -Host) for the tools: addresses or networks, comma-separated. Empty: none.",
  ),
  "log-level": option(
    z.enum(["debug", "info", "warn", "error"], "debug, info, warn or error"),
    "LEVEL",
    "info",
    "How much the server's own log says.",
  ),
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof options;
export const optionNames = Object.keys(options) as OptionName[];

type Value<N extends OptionName> = (typeof options)[N] extends Option<infer T> ? T : never;
/** Values by option name; what has no default is filled in by load.ts. */
export type Values = { readonly [N in OptionName]: Value<N> };
