import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stepScript } from "../../src/core/languages/compile-step.ts";
import { shippedLanguages } from "../fixtures/shipped-languages.ts";

let layer: string;
beforeAll(() => {
  layer = mkdtempSync(join(tmpdir(), "sluice-php-"));
  const step = shippedLanguages.find(({ id }) => id === "php")?.steps.find(({ id }) => id === "server");
  if (step === undefined) throw new Error("php has no step server");
  execFileSync("bash", ["-c", stepScript(step)], { env: { ...process.env, LAYER: layer, DETAIL: join(layer, "detail") } });
  writeFileSync(join(layer, "bin", "php-web"), '#!/bin/bash\necho "php-web $* on $PORT"\n');
});
afterAll(() => rmSync(layer, { recursive: true, force: true }));

test.each([
  ["heroku-php-apache2 public/", "php-web public on 8000"],
  ["heroku-php-nginx", "php-web . on 8000"],
  ["heroku-php-nginx -C nginx.conf -F fpm.conf --verbose web", "php-web web on 8000"],
  ["heroku-php-apache2 -p 9000 web/", "php-web web on 9000"],
  ["heroku-php-apache2 -C", "php-web . on 8000"],
])("a Procfile for another platform starts PHP: %s", (command, started) => {
  const env = { ...process.env, PATH: `${join(layer, "bin")}:${process.env["PATH"] ?? ""}`, PORT: "8000" };
  const said = execFileSync("bash", ["-c", command], { env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  expect(said.trim()).toBe(started);
});
