import { expect, test } from "vitest";
import { chooseServer } from "./choose-server.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { placeOf, serverUrl } from "./place.ts";

const known = {
  current: "https://a.example",
  servers: {
    "https://a.example": { user: "ada", token: "ta" },
    "https://b.example": { user: "ada", token: "tb" },
  },
};

function environment(env: NodeJS.ProcessEnv = {}): Environment {
  return readEnvironment(env);
}

test.each([
  ["the option wins", "https://b.example/", {}, "https://a.example", { server: "https://b.example", token: "tb" }],
  [
    "the environment beats the remote",
    undefined,
    { SLUICE_URL: "https://ci.example", SLUICE_TOKEN: "tc" },
    "https://b.example",
    { server: "https://ci.example", token: "tc" },
  ],
  ["the remote beats the last one", undefined, {}, "https://b.example", { server: "https://b.example", token: "tb" }],
  ["the last one is meant when nothing says", undefined, {}, undefined, { server: "https://a.example", token: "ta" }],
  [
    "the token of the environment is for its own server only",
    "https://b.example",
    { SLUICE_URL: "https://a.example", SLUICE_TOKEN: "tc" },
    undefined,
    { server: "https://b.example", token: "tb" },
  ],
])("%s", (_name, asked, env, remote, choice) => {
  expect(chooseServer(asked, environment(env), remote, known)).toEqual(choice);
});

test("an address has one form", () => {
  expect(serverUrl("deploy.example.org/")).toBe("https://deploy.example.org");
  expect(serverUrl("localhost:7000")).toBe("http://localhost:7000");
  expect(serverUrl("https://user:secret@x.example/?q")).toBe("https://x.example");
  expect(serverUrl("ftp://x.example")).toBeUndefined();
});

test('the remote "sluice" comes first, others count only on known servers', () => {
  const origin = { name: "origin", url: "https://evil.example/git/x.git" };
  expect(placeOf([origin], ["https://a.example"])).toBeUndefined();
  expect(placeOf([origin, { name: "sluice", url: "https://a.example/git/hello.git" }], [])).toEqual({
    server: "https://a.example",
    tool: "hello",
  });
});
