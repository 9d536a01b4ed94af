import { expect, test } from "vitest";
import { parseAptConfig } from "./apt-options.ts";

test("takes over how the machine reaches packages, but no password", () => {
  const dump =
    'Acquire::http::Proxy "http://proxy:3128";\nAcquire::https::Proxy "http://me:secret@proxy:3128";\nAcquire::Check-Date "false";\nAPT::Get::Assume-Yes "1";\n';
  expect(parseAptConfig(dump)).toEqual(["-o", "Acquire::http::Proxy=http://proxy:3128", "-o", "Acquire::Check-Date=false"]);
});
