import { expect, test } from "vitest";
import { judge, judgePage } from "./outcome.ts";
import { unreachedHost, wantOf } from "./wants.ts";

/** As programs said it when they were pushed without what they want. */
test.each([
  [
    "redis.exceptions.ConnectionError: Error -2 connecting to redis.svc.tools.example.cloud:6379. Name or service not known.",
    "service",
    "Redis",
  ],
  ["ERROR:root:Error 99 connecting to localhost:6379. Cannot assign requested address.", "service", "Redis"],
  ["Error: connect ECONNREFUSED 127.0.0.1:6379", "service", "Redis"],
  [
    'psycopg2.OperationalError: connection to server at "localhost" (127.0.0.1), port 5432 failed: Connection refused',
    "service",
    "PostgreSQL",
  ],
  ["Can't reach database server at `localhost`:`5432`", "service", "PostgreSQL"],
  [
    "sqlalchemy.exc.OperationalError: (pymysql.err.OperationalError) (2003, \"Can't connect to MySQL server on 'db'\")",
    "service",
    "MariaDB",
  ],
  ["PHP Fatal error: Uncaught PDOException: SQLSTATE[HY000] [2002] No such file or directory", "service", "MariaDB"],
  ["MongoNetworkError: failed to connect to server [mongo.example.net:27017] on first connect", "service", "MongoDB"],
  ["    at emitErrorNT (node:internal/streams/destroy:169:8)\n  name: 'MongoError'\n}]", "service", "MongoDB"],
  ["Error: connect ECONNREFUSED 127.0.0.1:5672", "service", "RabbitMQ"],
  ["ConnectionError: connect ECONNREFUSED 127.0.0.1:9200", "service", "Elasticsearch"],
  ["Exception: DATABASE_URL environment variable not defined", "setting", "DATABASE_URL"],
  ["  File \"<frozen os>\", line 685, in __getitem__\nKeyError: 'API_TOKEN'", "setting", "API_TOKEN"],
  ["Error: Missing required environment variable: SESSION_SECRET", "setting", "SESSION_SECRET"],
  ["Environment variable 'JWT_SECRET' is required", "setting", "JWT_SECRET"],
  ["django.core.exceptions.ImproperlyConfigured: Set the SECRET_KEY environment variable", "setting", "SECRET_KEY"],
  ["decouple.UndefinedValueError: MAIL_HOST not found. Declare it as envvar or define a default value.", "setting", "MAIL_HOST"],
  ["django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.", "setting", "SECRET_KEY"],
  ["FileNotFoundError: [Errno 2] No such file or directory: '/workspace/config.yaml'", "setting", "config.yaml"],
  ["PHP Fatal error:  Uncaught Error: Failed opening required 'config.php' (include_path='.:/usr/share/php')", "setting", "config.php"],
] as const)("%s: a %s, %s", (said, kind, what) => expect(wantOf(said)).toEqual({ kind, what }));

test.each([
  ["TypeError: unhashable type: 'dict'"],
  ["AttributeError: module 'collections' has no attribute 'MutableMapping'"],
  ["Error: EACCES: permission denied, mkdir '/etc/todos'"],
  ["KeyError: 'title'"],
  ["FileNotFoundError: [Errno 2] No such file or directory: 'static/page.html'"],
  ["Error: connect ECONNREFUSED 127.0.0.1:3000"],
])("%s is the application's own", (said) => expect(wantOf(said)).toBeNull());

test.each([
  ["Failed to resolve 'api.example.com' ([Errno -2] Name or service not known)", "api.example.com"],
  ["Error: getaddrinfo ENOTFOUND api.example.com", "api.example.com"],
  ["getaddrinfo EAI_AGAIN api.example.com api.example.com:443", "api.example.com"],
  ["file_get_contents(): php_network_getaddresses: getaddrinfo for api.example.com failed: Name or service not known", "api.example.com"],
  ["dial tcp: lookup api.example.com on 127.0.0.11:53: no such host", "api.example.com"],
  ["Cannot connect to host api.example.com:443 ssl:default [Name or service not known]", "api.example.com"],
  ["java.net.UnknownHostException: api.example.com", "api.example.com"],
  ["Can't connect to api.example.com:443 (Temporary failure in name resolution)", "api.example.com"],
  ["Error: getaddrinfo ENOTFOUND redis", null],
  ["Error: getaddrinfo ENOTFOUND db.default.svc.cluster.local", null],
  ["Failed to resolve 'wiki.replica.db.svc.example.cloud'", null],
  ["dial tcp 127.0.0.1:80: connect: connection refused", null],
])("%s: %s", (said, host) => expect(unreachedHost(said)).toBe(host));

const push = (...lines: readonly string[]): string =>
  ["[release] v1 = 1234567", ...lines, "Failed: web: ended with exit code 1 (your code)"].map((line) => `remote: ${line}`).join("\n");

test("a running program that asks a name of the internet is not judged, one without its database or setting is told apart", () => {
  expect(judge(push("    Failed to resolve 'api.example.com'"))).toEqual({
    verdict: "not-judged",
    reason: "it asks api.example.com, which is not reachable here",
  });
  expect(
    judge(push("    MongoNetworkError: failed to connect to server [mongo.example.net:27017] getaddrinfo ENOTFOUND mongo.example.net")),
  ).toMatchObject({
    verdict: "wants-service",
    reason: expect.stringMatching(/^MongoDB: web: ended/),
  });
  expect(judge(push("    Exception: DATABASE_URL environment variable not defined"))).toMatchObject({
    verdict: "wants-setting",
    reason: expect.stringMatching(/^DATABASE_URL: web: ended/),
  });
});

test("a front page that asks for a setting is told apart from one that is broken", () => {
  const text =
    "DisallowedHost at /\nInvalid HTTP_HOST header: &#x27;x.example.org&#x27;. You may need to add &#x27;x.example.org&#x27; to ALLOWED_HOSTS.\n";
  expect(judgePage({ status: 400, text })).toEqual({ verdict: "wants-setting", reason: "ALLOWED_HOSTS: GET / answers 400" });
  expect(judgePage({ status: 500, text: "Internal Server Error" })).toEqual({ verdict: "fails", reason: "GET / answers 500" });
});
