import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:net";
import { networkInterfaces } from "node:os";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dockerNetworks } from "../../src/docker-network/docker-networks.ts";
import { ensureNetwork, networkName, removeNetwork } from "../../src/docker-network/network.ts";
import { listener, openOutside, type Outside } from "../fixtures/outside.ts";

const host = process.env["DOCKER_HOST"] ?? "unix:///var/run/docker.sock";
const installation = randomBytes(4).toString("hex");
const network = networkName(installation);
const run = promisify(execFile);
const docker = async (...args: readonly string[]): Promise<string> =>
  (await run("docker", ["-H", host, ...args], { maxBuffer: 1024 ** 2 })).stdout.trim();

/** As processes and builds run: without root, without a capability, on the installation's network. */
const confined = ["--network", network, "--user", "1000:1000", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"];
const image = "sluice/base:debian-13";

const warnings: string[] = [];
let outside: Outside;
let server: Server;
let port = 0;
let gateway = "";
let other = "";
let neighbour = "";

beforeAll(async () => {
  await ensureNetwork(dockerNetworks(host), installation, (text) => warnings.push(text));
  outside = await openOutside();
  server = createServer((socket) => socket.end("here\n")).listen(0, "0.0.0.0");
  await new Promise((resolve) => server.once("listening", resolve));
  const bound = server.address();
  port = bound !== null && typeof bound === "object" ? bound.port : 0;
  gateway = await docker("network", "inspect", network, "--format", "{{(index .IPAM.Config 0).Gateway}}");
  neighbour = await docker("run", "-d", ...confined, image, "perl", "-e", listener(8000));
  other = await docker("inspect", neighbour, "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}");
});
afterAll(async () => {
  if (neighbour !== "") await docker("rm", "-f", neighbour);
  await new Promise((resolve) => server?.close(resolve) ?? resolve(null));
  await outside?.[Symbol.asyncDispose]();
  await removeNetwork(dockerNetworks(host), installation);
  expect(warnings).toEqual([]);
});

/** What a program in a container gets from each address: `here`, or why not. */
async function reach(addresses: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const program = `use IO::Socket::IP; for (@ARGV) {
    my $c = IO::Socket::IP->new(PeerAddr => $_, Proto => "tcp", Timeout => 20);
    print "$_ ", $c ? <$c> // "nothing" : $@ =~ /refused/i ? "refused" : $@ =~ /unreachable|assign|not supported/i ? "no way" : $@, "\\n"; }`;
  const said = await docker("run", "--rm", ...confined, image, "perl", "-e", program, ...addresses);
  return Object.fromEntries(
    said
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
  );
}

test("code of a tool reaches the outside", async () => {
  expect(await reach([outside.address])).toEqual({ [outside.address]: "here" });
});

test("code of a tool is refused at once by this machine's ports, at each of its addresses", async () => {
  const own = Object.values(networkInterfaces())
    .flat()
    .filter((one) => one?.family === "IPv4" && !one.internal)
    .map((one) => one?.address ?? "")
    .slice(0, 3);
  const addresses = [...new Set([gateway, ...own])].map((address) => `${address}:${port}`);
  expect(await reach(addresses)).toEqual(Object.fromEntries(addresses.map((address) => [address, "refused"])));
});

test("code of a tool is refused at once by another tool's port, which this machine reaches", async () => {
  await expect
    .poll(async () => (await run("perl", ["-MIO::Socket::INET", "-e", `print readline(IO::Socket::INET->new("${other}:8000"))`])).stdout, {
      timeout: 30_000,
    })
    .toBe("here\n");
  expect(await reach([`${other}:8000`])).toEqual({ [`${other}:8000`]: "refused" });
});

test("code of a tool is refused at once by the addresses where clouds keep secrets", async () => {
  const addresses = ["169.254.169.254:80", "169.254.170.2:80", "100.100.100.200:80"];
  expect(await reach(addresses)).toEqual(Object.fromEntries(addresses.map((address) => [address, "refused"])));
  expect((await reach(["[fd00:ec2::254]:80"]))["[fd00:ec2::254]:80"]).toMatch(/refused|no way/);
});
