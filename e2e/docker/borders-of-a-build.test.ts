import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sluice } from "./command.ts";
import { containersOf, docker } from "./containers.ts";
import { freePort, install, type Installation } from "./installation.ts";
import { listening } from "./listening.ts";
import { plainApp } from "./plain-app.ts";
import { openDatabase, type Database } from "./postgres.ts";
import { workTree } from "./work-tree.ts";

/** Code of a tool that looks around while it is built, and says what it found as the reason why it cannot be built. */
const curious = (places: readonly string[]): string => `import concurrent.futures, errno, os, socket, stat, subprocess

def knock(place):
    host, port = place.rsplit(":", 1)
    try:
        with socket.create_connection((host, int(port)), timeout=30):
            return "reached"
    except ConnectionRefusedError:
        return "refused"
    except OSError as error:
        return "no way" if error.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH) else repr(error)

def sockets():
    for directory, folders, names in os.walk("/"):
        if directory in ("/proc", "/sys"):
            folders.clear()
        for name in names:
            path = os.path.join(directory, name)
            if stat.S_ISSOCK(os.lstat(path).st_mode):
                yield path

places = ${JSON.stringify(places)}
with concurrent.futures.ThreadPoolExecutor(16) as pool:
    for place, found in zip(places, pool.map(knock, places)):
        print("LOOK", place, found)
print("LOOK sockets", list(sockets()))
print("LOOK engine", os.environ.get("DOCKER_HOST"))
fetch = ["/usr/bin/python3", "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir", "--dest", "/tmp/fetched", "six"]
print("LOOK index", subprocess.run(fetch).returncode, len(os.listdir("/tmp/fetched")))
raise SystemExit("LOOK done")
`;

let database: Database;
let on: Installation;
let databasePort: number;
beforeAll(async () => {
  databasePort = await freePort();
  database = await openDatabase(databasePort);
  on = await install({ flags: ["--database", database.url], everywhere: true });
});
afterAll(async () => {
  await on?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

it(
  "code that is built reaches the package index, and no port of the platform, of another tool or of the cloud",
  { timeout: 600_000 },
  async () => {
    using neighbour = await workTree(on, "neighbour", null);
    for (const [path, text] of Object.entries(plainApp("next door"))) neighbour.write(path, text);
    await neighbour.commit("Be there");
    const live = await neighbour.push();
    expect(live.code, live.said).toBe(0);
    const [container = ""] = await containersOf(on, "neighbour");
    const next = await docker("inspect", container, "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}");
    expect(await (await fetch(`http://${next}:8000/`)).text()).toBe("next door");

    // The server's own, the router's with its admin port, the registry's, the database's, and where an engine would listen.
    const platform = listening([on.directory, `port=${databasePort}`]);
    expect(platform).toEqual(expect.arrayContaining([Number(new URL(on.api).port), on.routerPort, databasePort]));
    expect(platform.length).toBeGreaterThan(3);
    const installation = readFileSync(join(on.directory, "installation"), "utf8").trim();
    const gateway = await docker("network", "inspect", `sluice-${installation}`, "--format", "{{(index .IPAM.Config 0).Gateway}}");
    const own = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const addresses = own.filter(({ family, internal }) => family === "IPv4" && !internal).map(({ address }) => address);
    const places = [
      ...["127.0.0.1", gateway, ...addresses.slice(0, 3)].flatMap((address) =>
        [...platform, 2375, 2376].map((port) => `${address}:${port}`),
      ),
      `${next}:8000`,
      "169.254.169.254:80",
      "169.254.170.2:80",
    ];

    using work = await workTree(on, "curious", null);
    work.write("Procfile", "web: python3 -m curious\n");
    work.write("setup.py", curious(places));
    await work.commit("Look around");
    const { code, said } = await work.push();
    expect(code, said).toBe(1);
    expect(said).toContain("LOOK done");
    // The pusher sees the end of what failed; all of it is in the log.
    const log = await sluice(on, work.directory, ["builds", "log", /builds log (\d+)/.exec(said)?.[1] ?? "", "-t", "curious"]);
    const looked = [...log.said.matchAll(/LOOK (\S+) (.*?)\s*$/gm)].map(([, what = "", found = ""]) => [what, found] as const);
    const found = Object.fromEntries(looked);
    expect(Object.keys(found), log.said).toEqual(expect.arrayContaining([...places]));
    expect(looked.filter(([what, how]) => places.includes(what) && how !== "refused" && how !== "no way")).toEqual([]);
    expect({ sockets: found["sockets"], engine: found["engine"], index: found["index"] }).toEqual({
      sockets: "[]",
      engine: "None",
      index: "0 1",
    });
  },
);
