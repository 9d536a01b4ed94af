import { expect, test } from "vitest";
import { submoduleUrl } from "./submodule-url.ts";

const shop = "https://git.example.org/ops/shop.git";

test.each([
  ["https://github.com/theNewDynamic/gohugo-theme-ananke.git", null, "https://github.com/theNewDynamic/gohugo-theme-ananke.git"],
  ["git@git.example.org:ops/theme.git", null, "git@git.example.org:ops/theme.git"],
  ["../theme.git", shop, "https://git.example.org/ops/theme.git"],
  ["../../web/theme", `${shop}/`, "https://git.example.org/web/theme"],
  ["./theme.git", shop, "https://git.example.org/ops/shop.git/theme.git"],
  ["../theme.git", "git@git.example.org:ops/shop.git", "git@git.example.org:ops/theme.git"],
  ["../theme.git", "git@git.example.org:/srv/shop.git", "git@git.example.org:/srv/theme.git"],
  ["../theme.git", "ssh://git@git.example.org:2222/ops/shop.git", "ssh://git@git.example.org:2222/ops/theme.git"],
  ["../x/../y.git", shop, "https://git.example.org/ops/y.git"],
])("%s beside %s is %s", (given, base, url) => {
  expect(submoduleUrl(given, base)).toBe(url);
});

test.each([
  ["../theme.git", null],
  ["../../../theme.git", shop],
  ["../..", shop],
  ["file:///etc", null],
  ["/etc", null],
  ["..", shop],
  ["ext::sh -c id", null],
  ["-u./payload", null],
  ["git://git.example.org/x", null],
  ["https://user:secret@git.example.org/x", null],
  ["ssh://-oProxyCommand=id/x", null],
  ["git@git.example.org:-x", null],
  ["../-x", "git@git.example.org:shop.git"],
  ["https://git.example.org/x\n", null],
  ["", shop],
])("%j beside %s is nowhere to go", (given, base) => {
  expect(submoduleUrl(given, base)).toBeNull();
});
