import { SluiceError } from "@sluice/contract";
import { parse } from "yaml";
import { nearest } from "./nearest.ts";
import { options, optionNames, type OptionName, type Values } from "./options.ts";

export interface Surroundings {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
  readonly exists: (path: string) => boolean;
  readonly isRoot: boolean;
  readonly cores: number;
}

interface Found {
  readonly text: string;
  /** Where it was said, as a person can find it: `--listen`, `SLUICE_LISTEN`, `/etc/sluice.yaml: listen`. */
  readonly place: string;
}

const systemCertificates = "/etc/ssl/certs/ca-certificates.crt";

/** Flags win over the environment, the environment over the file (--config), the file over defaults. */
export function loadConfig(around: Surroundings): Values {
  const flags = readFlags(around.argv);
  const env = readEnv(around.env);
  const configFile = flags.get("config")?.text ?? around.env["SLUICE_CONFIG"];
  const file = configFile === undefined ? new Map<string, Found>() : readYaml(configFile, around.readFile(configFile));
  const said = (name: OptionName): Found | undefined => flags.get(name) ?? env.get(name) ?? file.get(name);
  const computed = defaults(around, said("data")?.text);
  const values = optionNames.map((name) => [name, read(name, said(name) ?? { text: computed(name), place: "default" })]);
  return Object.fromEntries(values) as Values;
}

function read(name: OptionName, found: Found): unknown {
  const result = options[name].parse.safeParse(found.text);
  if (result.success) return result.data;
  const expected = result.error.issues[0]?.message ?? options[name].placeholder;
  throw new SluiceError("invalid-request", `${found.place}: found ${JSON.stringify(found.text)}, expected ${expected}`, { path: name });
}

function defaults(around: Surroundings, data: string | undefined): (name: OptionName) => string {
  const directory = data ?? (around.isRoot ? "/var/lib/sluice" : `${around.env["HOME"] ?? "/tmp"}/.local/share/sluice`);
  const computed: Partial<Record<OptionName, string>> = {
    data: directory,
    cache: `${directory}/cache`,
    "docker-host": around.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock",
    certificates: around.exists(systemCertificates) ? systemCertificates : "",
    "build-concurrency": String(around.cores),
    runs: String(2 * around.cores),
  };
  return (name) => options[name].default ?? computed[name] ?? "";
}

function known(name: string, place: string): void {
  if (name === "config" || (optionNames as readonly string[]).includes(name)) return;
  const near = nearest(name, [...optionNames, "config"]);
  throw new SluiceError(
    "invalid-request",
    `${place}: there is no option ${JSON.stringify(name)}${near === null ? "" : `; did you mean ${near}?`}`,
  );
}

function readFlags(argv: readonly string[]): Map<string, Found> {
  const found = new Map<string, Found>();
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? "";
    const match = /^--([a-z-]+)(?:=(.*))?$/s.exec(word);
    if (match?.[1] === undefined) throw new SluiceError("invalid-request", `${word}: expected an option like --listen HOST:PORT`);
    known(match[1], word);
    const text = match[2] ?? argv[(at += 1)];
    if (text === undefined) throw new SluiceError("invalid-request", `--${match[1]}: expected a value after it`);
    found.set(match[1], { text, place: `--${match[1]}` });
  }
  return found;
}

function readEnv(env: Surroundings["env"]): Map<string, Found> {
  const entries = optionNames.flatMap((name): [string, Found][] => {
    const variable = `SLUICE_${name.toUpperCase().replaceAll("-", "_")}`;
    const text = env[variable];
    return text === undefined ? [] : [[name, { text, place: variable }]];
  });
  return new Map(entries);
}

function readYaml(file: string, text: string): Map<string, Found> {
  let content: unknown;
  try {
    content = parse(text);
  } catch (cause) {
    throw new SluiceError("invalid-request", `${file}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  if (content === null || typeof content !== "object" || Array.isArray(content)) {
    throw new SluiceError("invalid-request", `${file}: expected options, one on each line, like "listen: 127.0.0.1:7080"`);
  }
  return new Map(
    Object.entries(content).map(([name, value]) => {
      known(name, file);
      return [name, { text: String(value), place: `${file}: ${name}` }];
    }),
  );
}
