import { describe, expect, it } from "vitest";
import { loadConfig, type Surroundings } from "./load.ts";

const around = (change: Partial<Surroundings> = {}): Surroundings => ({
  argv: [],
  env: {},
  readFile: () => "",
  exists: () => false,
  isRoot: true,
  cores: 4,
  ...change,
});

describe("configuration", () => {
  it("listens on loopback only unless told", () => {
    const values = loadConfig(around());
    expect(values.listen).toEqual({ host: "127.0.0.1", port: 7080 });
    expect(values["router-listen"].host).toBe("127.0.0.1");
    expect(values.data).toBe("/var/lib/sluice");
    expect(values["build-concurrency"]).toBe(4);
  });

  it("lets flags win over the environment, and the environment over the file", () => {
    const readFile = (): string => "domain: from.file\nbuild-cpus: 3\nbuild-pids: 99\n";
    const env = { SLUICE_DOMAIN: "from.env", SLUICE_BUILD_CPUS: "5" };
    const values = loadConfig(around({ argv: ["--config", "/etc/s.yaml", "--domain=from.flag"], env, readFile }));
    expect([values.domain, values["build-cpus"], values["build-pids"]]).toEqual(["from.flag", 5, 99]);
  });

  it("reads the variables of every build, and there are none without a word", () => {
    expect(loadConfig(around())["build-env"]).toEqual({});
    const env = { SLUICE_BUILD_ENV: " PIP_INDEX_URL=https://mirror.example/simple?a=b\n npm_config_registry=https://mirror.example/ " };
    expect(loadConfig(around({ env }))["build-env"]).toEqual({
      PIP_INDEX_URL: "https://mirror.example/simple?a=b",
      npm_config_registry: "https://mirror.example/",
    });
  });

  it.each([
    [{ argv: ["--build-env", "GOPROXY"] }, '--build-env: found "GOPROXY", expected NAME=VALUE, with spaces between'],
    [{ argv: ["--build-env", "PATH=/x"] }, "expected names of variables that are not the platform's own"],
    [{ argv: ["--listen", "somewhere"] }, '--listen: found "somewhere", expected HOST:PORT'],
    [{ argv: ["--public-url", "https://sluice.example/x"] }, "expected http(s)://HOST or http(s)://HOST:PORT, without a path"],
    [{ env: { SLUICE_BUILD_CPUS: "many" } }, 'SLUICE_BUILD_CPUS: found "many", expected a whole number from 1 to 64'],
    [{ argv: ["--config", "/s.yaml"], readFile: () => "on-exit: burn" }, '/s.yaml: on-exit: found "burn", expected keep or stop'],
    [{ argv: ["--domian", "x"] }, 'there is no option "domian"; did you mean domain?'],
    [{ argv: ["--domain"] }, "--domain: expected a value after it"],
  ])("refuses %j with its place, what was found and what is expected", (change, message) => {
    expect(() => loadConfig(around(change))).toThrow(message);
  });
});
