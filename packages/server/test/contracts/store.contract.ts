import { describe } from "vitest";
import { accessContract } from "./store-access.contract.ts";
import { figuresContract } from "./store-figures.contract.ts";
import { pausesContract, promotionsContract } from "./store-pauses.contract.ts";
import { packagesContract, rebasesContract } from "./store-packages.contract.ts";
import { controlContract } from "./store-control.contract.ts";
import { previewsContract } from "./store-previews.contract.ts";
import { pushesContract } from "./store-pushes.contract.ts";
import { pruningContract } from "./store-pruning.contract.ts";
import { queueContract } from "./store-queue.contract.ts";
import { queueModelContract } from "./store-queue-model.contract.ts";
import { releasesContract } from "./store-releases.contract.ts";
import { settingsContract } from "./store-settings.contract.ts";
import { runsContract } from "./store-runs.contract.ts";
import { scansContract } from "./store-scans.contract.ts";
import { signersContract } from "./store-signers.contract.ts";
import { licencesContract } from "./store-licences.contract.ts";
import { trialsContract } from "./store-trials.contract.ts";
import { sourcesContract } from "./store-sources.contract.ts";
import { statusesContract } from "./store-statuses.contract.ts";
import { toolsContract } from "./store-tools.contract.ts";
import type { Fresh } from "./store-under-test.ts";

/** What every implementation of Store must do. */
export function storeContract(fresh: Fresh): void {
  describe("access", () => accessContract(fresh));
  describe("tools", () => toolsContract(fresh));
  describe("queue", () => queueContract(fresh));
  describe("queue against a model", () => queueModelContract(fresh));
  describe("pushes", () => pushesContract(fresh));
  describe("figures", () => figuresContract(fresh));
  describe("trials of languages", () => trialsContract(fresh));
  describe("scans", () => scansContract(fresh));
  describe("licences", () => licencesContract(fresh));
  describe("signers", () => signersContract(fresh));
  describe("pauses", () => pausesContract(fresh));
  describe("previews", () => previewsContract(fresh));
  describe("promotions", () => promotionsContract(fresh));
  describe("packages", () => packagesContract(fresh));
  describe("sources", () => sourcesContract(fresh));
  describe("statuses of commits", () => statusesContract(fresh));
  describe("rebases", () => rebasesContract(fresh));
  describe("pruning", () => pruningContract(fresh));
  describe("releases", () => releasesContract(fresh));
  describe("settings", () => settingsContract(fresh));
  describe("releases by hand", () => controlContract(fresh));
  describe("runs, jobs and mail", () => runsContract(fresh));
}
