/** What an application asks for that is not in its repository, by what its own program said when it failed. */
export interface Want {
  readonly kind: "service" | "setting";
  /** `Redis`, `DATABASE_URL`, `config.php`. */
  readonly what: string;
}

/** In the words of the usual client libraries; a port that is refused is the service's own (IANA's registry, and what its documents say). */
const services: readonly { readonly name: string; readonly match: RegExp }[] = [
  { name: "Redis", match: /redis\.exceptions\.ConnectionError|Error -?\d+ connecting to \S+:6379|ECONNREFUSED \S*:6379\b/ },
  {
    name: "PostgreSQL",
    match:
      /psycopg2?\.OperationalError|connection to server (?:at|on socket) "[^"]+"[^\n]* failed|could not connect to server: |ECONNREFUSED \S*:5432\b|Can't reach database server at /,
  },
  {
    name: "MariaDB",
    match:
      /OperationalError[^\n]*\((?:2002|2003|2005)\b|Can't connect to (?:local )?(?:MySQL|MariaDB|server)|SQLSTATE\[HY000\] \[200[25]\]|ECONNREFUSED \S*:3306\b/,
  },
  {
    name: "MongoDB",
    match:
      /Mongo(?:ose)?(?:Network|ServerSelection)Error|name: 'MongoError'|failed to connect to server \[\S+:27017\]|pymongo\.errors\.ServerSelectionTimeoutError|ECONNREFUSED \S*:27017\b/,
  },
  { name: "RabbitMQ", match: /ECONNREFUSED \S*:5672\b|pika\.exceptions\.AMQPConnectionError/ },
  { name: "Elasticsearch", match: /ECONNREFUSED \S*:9200\b|Connection refused[^\n]*:9200\b/ },
];

/** The first group, or the second, is what is wished. */
const settings: readonly RegExp[] = [
  // os.environ["X"]
  /File "<frozen os>"[^\n]*\n[^\n]*KeyError: '([A-Z][A-Z0-9_]*)'|environ\[[^\n]*\n(?:[^\n]*\n)?[^\n]*KeyError: '([A-Z][A-Z0-9_]*)'/,
  /\b([A-Z][A-Z0-9_]{2,}) environment variable (?:is )?(?:not (?:defined|set)|missing|required)/,
  /[Ee]nvironment variable:? ["'`]?([A-Z][A-Z0-9_]{2,})["'`]? (?:is )?(?:not (?:defined|set|found)|missing|required)/,
  /[Mm]issing (?:required )?environment variables?:? ["'`]?([A-Z][A-Z0-9_]{2,})/,
  /Set the ([A-Z][A-Z0-9_]*) environment variable|decouple\.UndefinedValueError: (\w+) not found/,
  /The ([A-Z_]+) setting must not be empty/,
  // Django's page of a host name that is not among its own
  /You may need to add [^\n]{1,300}? to (ALLOWED_HOSTS)/,
  // A file that every installation has its own of.
  /(?:No such file or directory: |Failed opening required |Failed to open stream: )'?(?:[^'\s]*\/)?([\w.-]*(?:config|settings|secret|\.env|\.my\.cnf)[\w.-]*)'?/,
];

/** The first that is found; services before settings, as who has no database often says that of a setting, too. */
export function wantOf(said: string): Want | null {
  const service = services.find(({ match }) => match.test(said));
  if (service !== undefined) return { kind: "service", what: service.name };
  for (const match of settings) {
    const [, one, other] = match.exec(said) ?? [];
    const what = one ?? other;
    if (what !== undefined) return { kind: "setting", what };
  }
  return null;
}

/** As resolvers, and the libraries above them, say that a name has no address. */
const unresolved: readonly RegExp[] = [
  /Failed to resolve '([^']+)'/,
  /getaddrinfo (?:ENOTFOUND|EAI_AGAIN) (\S+)/,
  /getaddrinfo for (\S+) failed/,
  /Could not resolve host: (\S+)/,
  /dial tcp: lookup ([^\s:]+)/,
  /Cannot connect to host ([^\s:]+):\d+ [^\n]*(?:Name or service not known|Temporary failure in name resolution|Domain name not found)/,
  /UnknownHostException: ([^\s:]+)/,
  /Can't connect to ([^\s:]+):\d+ \((?:Temporary failure in name resolution|Name or service not known)\)/,
];

/** A name inside of somebody's own network: without a dot, or of a zone that is never on the internet (RFC 6762, RFC 6761; `svc` is Kubernetes'). */
const inside = /^[^.]+$|\.svc\.|\.(?:svc|local|localhost|internal|lan|test|example|invalid)$/;

/** The host on the internet whose name could not be resolved, or null. */
export function unreachedHost(said: string): string | null {
  const hosts = unresolved.flatMap((match) => match.exec(said)?.[1] ?? []).map((host) => host.replace(/[.,:;)'"]+$/, ""));
  return hosts.find((host) => !inside.test(host)) ?? null;
}
