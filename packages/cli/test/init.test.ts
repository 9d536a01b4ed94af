import { SluiceError } from "@sluice/contract";
import { expect, test } from "vitest";
import { me, tool } from "./played.ts";
import { type PlayServer, playServer } from "./play-server.ts";
import { type Home, newHome } from "./sluice.ts";

async function freshServer(): Promise<PlayServer> {
  let url = "";
  const made = new Set<string>();
  const server = await playServer({
    "me.show": () => me,
    "tools.show": ({ params }) => {
      const name = params["tool"] ?? "";
      if (!made.has(name)) throw new SluiceError("not-found", `There is no tool ${name}.`);
      return tool(name, url);
    },
    "tools.create": ({ body }) => {
      const { name } = body as { name: string };
      made.add(name);
      return tool(name, url);
    },
  });
  url = server.url;
  return server;
}

async function repository(server: PlayServer): Promise<Home> {
  const home = await newHome();
  await home.git("init", "-q", "-b", "main");
  await home.sluice(["login", server.url, "--token", "good"]);
  return home;
}

test("creates the tool, adds the remote and says how to deploy", async () => {
  await using server = await freshServer();
  await using home = await repository(server);
  const init = await home.sluice(["init", "my-tool"]);
  expect(init.stdout.split("\n")).toEqual([
    `Signed in to ${server.url} as ada.`,
    'Created tool my-tool. Added the git remote "sluice".',
    "Deploy with:  git push sluice main",
    "",
  ]);
  expect((await home.git("remote", "get-url", "sluice")).stdout).toBe(`${server.url}/git/my-tool.git\n`);
});

test("a second time changes nothing and succeeds", async () => {
  await using server = await freshServer();
  await using home = await repository(server);
  await home.sluice(["init", "my-tool"]);
  const before = await home.git("config", "--local", "--list");
  const again = await home.sluice(["init", "--json"]);
  expect(JSON.parse(again.stdout)).toMatchObject({
    tool: "my-tool",
    created: false,
    remote: "sluice",
  });
  expect((await home.git("config", "--local", "--list")).stdout).toBe(before.stdout);
});

test("git gets the token from the command, and no token stands in the configuration", async () => {
  await using server = await freshServer();
  await using home = await repository(server);
  await home.sluice(["init", "my-tool"]);
  expect((await home.git("config", "--local", "--list")).stdout).not.toContain("good");
  const { host } = new URL(server.url);
  const filled = await home.sluice(["git-credential", "get"], {
    input: `protocol=http\nhost=${host}\n\n`,
  });
  expect(filled.stdout).toBe("username=ada\npassword=good\n");
  const elsewhere = await home.sluice(["git-credential", "get"], {
    input: "protocol=https\nhost=example.org\n\n",
  });
  expect(elsewhere).toEqual({ exit: 0, stdout: "", stderr: "" });
});

test("real git fills the credential of the remote through the helper", async () => {
  await using server = await freshServer();
  await using home = await repository(server);
  await home.sluice(["init", "my-tool"]);
  const remote = (await home.git("remote", "get-url", "sluice")).stdout.trim();
  const filled = await home.git("-c", `alias.fill=!printf 'url=%s\\n\\n' ${remote} | git credential fill`, "fill");
  expect(filled.stdout).toContain("username=ada\npassword=good\n");
});

test("leaves a remote of the same name that points elsewhere alone", async () => {
  await using server = await freshServer();
  await using home = await repository(server);
  await home.git("remote", "add", "sluice", "https://example.org/x.git");
  const init = await home.sluice(["init", "my-tool"]);
  expect(init.exit).toBe(1);
  expect(init.stderr).toContain("git remote set-url sluice");
  expect((await home.git("remote", "get-url", "sluice")).stdout).toBe("https://example.org/x.git\n");
});

test("tells how to make a repository where there is none", async () => {
  await using server = await freshServer();
  await using home = await newHome({ SLUICE_URL: server.url, SLUICE_TOKEN: "good" });
  const init = await home.sluice(["init", "my-tool"]);
  expect(init.exit).toBe(1);
  expect(init.stderr).toContain("git init -b main");
});
