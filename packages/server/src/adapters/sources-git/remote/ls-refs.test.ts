import { expect, test } from "vitest";
import { flush, packet } from "../pkt-line.ts";
import { askRef, type AskRepository } from "./ls-refs.ts";

const commit = "1".repeat(40);
const advertised = (...lines: readonly string[]): Buffer =>
  Buffer.concat([packet("# service=git-upload-pack\n"), flush, ...lines.map((line) => packet(`${line}\n`)), flush]);
const v2 = advertised("version 2", "agent=git/2.47", "ls-refs=unborn", "fetch=shallow", "object-format=sha1");

/** A server that answers so, and what it was sent. */
function server(advertisement: Buffer, listing: Buffer, type = "application/x-git-upload-pack-result") {
  const sent: { readonly path: string; readonly body: string }[] = [];
  const ask: AskRepository = async (path, _, body) => {
    sent.push({ path, body: body?.toString() ?? "" });
    return body === undefined
      ? { status: 200, headers: { "content-type": "application/x-git-upload-pack-advertisement" }, body: advertisement }
      : { status: 200, headers: { "content-type": type }, body: listing };
  };
  return { ask, sent };
}

test("a ref is asked for by its name, and a longer one that begins alike is not it", async () => {
  const listing = Buffer.concat([packet(`${"2".repeat(40)} refs/heads/main-2\n`), packet(`${commit} refs/heads/main\n`), flush]);
  const { ask, sent } = server(v2, listing);
  expect(await askRef(ask, "refs/heads/main")).toBe(commit);
  expect(sent).toEqual([
    { path: "/info/refs?service=git-upload-pack", body: "" },
    { path: "/git-upload-pack", body: "0014command=ls-refs\n0016object-format=sha1" + "0001" + "001fref-prefix refs/heads/main\n0000" },
  ]);
});

test.each([
  ["speaks an older protocol", advertised(`${commit} HEAD\0multi_ack`, `${commit} refs/heads/main`), flush],
  ["does not list", advertised("version 2", "fetch"), flush],
  ["has no such ref", v2, Buffer.concat([packet(`${commit} refs/heads/mainly\n`), flush])],
  ["has none at all", v2, flush],
])("git is asked when a server %s", async (_, advertisement, listing) => {
  expect(await askRef(server(advertisement, listing).ask, "refs/heads/main")).toBeNull();
});

test("git is asked when what comes is a page, whatever stands in it", async () => {
  const listing = Buffer.concat([packet(`${commit} refs/heads/main\n`), flush]);
  expect(await askRef(server(v2, listing, "text/html").ask, "refs/heads/main")).toBeNull();
});
