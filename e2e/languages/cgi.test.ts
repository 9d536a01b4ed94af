import { expect, inject, it } from "vitest";
import { visit } from "../docker/page.ts";
import { workTree } from "../docker/work-tree.ts";
import { buildsAndServes } from "./builds-and-serves.ts";

buildsAndServes("cgi", {
  path: "/cgi-bin/hello.pl?name=Ada",
  contains: "Hello from Perl, Ada",
  change: { file: "cgi-bin/hello.pl", from: "Hello from", to: "Good day from" },
  found: /Found cgi \(cgi-bin\/hello\.pl\), web process: cgi-web/,
  unchanged: ["server"],
});

buildsAndServes("shell", {
  path: "/any?page=1",
  contains: "Hello from Bash, you asked for /any?page=1",
  change: { file: "index.sh", from: "Hello from", to: "Good day from" },
  found: /Found cgi \(index\.sh\), web process: cgi-web index\.sh/,
  unchanged: ["server"],
});

it("answers in each language that the scripts' first lines name, and with no other file", { timeout: 20 * 60_000 }, async () => {
  const on = inject("server");
  using work = await workTree(on, "try-scripts", "cgi");
  work.write("secret.txt", "never served\n");
  await work.commit("Add what is no page");
  const { code, said } = await work.push();
  expect(said).toContain("Live: ");
  expect(code).toBe(0);
  for (const [path, text] of [
    ["/", "<title>CGI scripts</title>"],
    ["/cgi-bin/hello.sh", "Hello from a shell script, you asked with GET"],
    ["/cgi-bin/hello.pl?name=Ada", "Hello from Perl, Ada"],
    ["/cgi-bin/hello.tcl", "Hello from Tcl 8.6"],
  ] as const) {
    expect(await visit(on, "try-scripts", path)).toEqual({ status: 200, text: expect.stringContaining(text) });
  }
  for (const path of ["/secret.txt", "/cgi-bin/../secret.txt", "/cgi-bin/%2e%2e/secret.txt"]) {
    expect((await visit(on, "try-scripts", path)).status).toBe(404);
  }
});
