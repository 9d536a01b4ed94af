import { setImmediate } from "node:timers/promises";
import { spdxTexts } from "./adapters/licences-spdx/licence-texts.ts";
import { mustBeIds } from "./core/licences/allowed-ids.ts";
import type { LicenceDependencies, LicenceRules } from "./core/licences/check-licence.ts";
import type { Identify } from "./core/licences/known-texts.ts";
import type { Data } from "./open-data.ts";
import type { Surroundings } from "./surroundings.ts";

/** What is asked of tools' licences. The known texts are read in the background where somebody asks, else when first needed. */
export async function startLicences({ values, onProblem }: Surroundings, { sources, store }: Data): Promise<LicenceDependencies> {
  const rules: LicenceRules = { policy: values.licences, allowed: values["licences-allowed"] };
  let known: Promise<Identify> | null = null;
  const identify = (): Promise<Identify> => {
    known ??= readTexts().catch((error: unknown) => {
      // asked again, it is read again
      known = null;
      throw error;
    });
    return known;
  };
  if (rules.policy !== "off") {
    await mustBeIds(rules.allowed, "--licences-allowed");
    identify().catch((error: unknown) => onProblem("reading the texts of licences", error));
  }
  return { sources, store, rules, identify };
}

async function readTexts(): Promise<Identify> {
  // also what the first push would otherwise wait for
  const [{ knownTexts }] = await Promise.all([
    import("./core/licences/known-texts.ts"),
    import("./core/licences/read-statements.ts"),
    import("./core/licences/judge.ts"),
  ]);
  return knownTexts(spdxTexts(), () => setImmediate());
}
