import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDataDirectory } from "./open.ts";

async function scratch() {
  const path = await mkdtemp(join(tmpdir(), "sluice-data-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

test("creates the directory for its owner only", async () => {
  await using parent = await scratch();
  await using directory = await openDataDirectory(join(parent.path, "a", "b"));
  expect((await stat(directory.path)).mode & 0o777).toBe(0o700);
});

test("keeps the installation and the ports over restarts", async () => {
  await using parent = await scratch();
  const seen = [];
  for (let start = 0; start < 2; start += 1) {
    await using directory = await openDataDirectory(parent.path);
    const ports = await Promise.all(["registry", "router", "registry"].map((name) => directory.persistedPort(name)));
    seen.push([directory.installation, ...ports]);
  }
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[0]?.[0]).toMatch(/^[0-9a-f]{8}$/);
  expect(seen[0]?.[1]).toBe(seen[0]?.[3]);
  expect(seen[0]?.[1]).not.toBe(seen[0]?.[2]);
});

test("gives a port that can be listened on", async () => {
  await using parent = await scratch();
  await using directory = await openDataDirectory(parent.path);
  await using server = createServer();
  server.listen(await directory.persistedPort("router"), "127.0.0.1");
  await once(server, "listening");
});

test("refuses a second opening in the same process and says who holds it", async () => {
  await using parent = await scratch();
  await using directory = await openDataDirectory(parent.path);
  await expect(openDataDirectory(directory.path)).rejects.toThrow(`in use by the process ${process.pid}`);
});

test("may be opened again once closed", async () => {
  await using parent = await scratch();
  const first = await openDataDirectory(parent.path);
  await first.close();
  await using again = await openDataDirectory(parent.path);
  expect(again.installation).toBe(first.installation);
});

test("refuses while another process holds it, and opens at once when that one is killed", async () => {
  await using parent = await scratch();
  const program = `import { openDataDirectory } from '${new URL("open.ts", import.meta.url).href}';
    await openDataDirectory(process.argv[1]); console.log('open'); setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ["--input-type=module", "-e", program, parent.path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(other.stdout, "data");
  await expect(openDataDirectory(parent.path)).rejects.toThrow(`in use by the process ${other.pid}`);
  other.kill("SIGKILL");
  await once(other, "exit");
  await using directory = await openDataDirectory(parent.path);
  expect(await readFile(join(directory.path, "lock"), "utf8")).toBe(`${process.pid}\n`);
});

test("says what is wrong with a path that is a file", async () => {
  await using parent = await scratch();
  const file = join(parent.path, "file");
  await writeFile(file, "");
  await expect(openDataDirectory(file)).rejects.toThrow(`The data directory ${file} cannot be used`);
});

test("refuses ports that somebody broke, and names the file", async () => {
  await using parent = await scratch();
  await using directory = await openDataDirectory(parent.path);
  await writeFile(join(parent.path, "ports.json"), '{"router": "x"}');
  await expect(directory.persistedPort("router")).rejects.toThrow("ports.json is not an object of port numbers");
});
