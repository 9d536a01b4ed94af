import type { Migration } from "kysely/migration";
import { firstTables } from "./0001-first-tables.ts";
import { releaseCauses } from "./0002-release-causes.ts";
import { settings } from "./0003-settings.ts";
import { jobs } from "./0004-jobs.ts";
import { trials } from "./0011-trials.ts";
import { packages } from "./0009-packages.ts";
import { buildLanguages } from "./0008-build-languages.ts";
import { pauses } from "./0005-pauses.ts";
import { previews } from "./0006-previews.ts";
import { webhooks } from "./0014-webhooks.ts";
import { sources } from "./0014-sources.ts";
import { sourceAccess } from "./0031-source-access.ts";
import { licences } from "./0015-licences.ts";
import { reviewVotes } from "./0053-review-votes.ts";
import { sourceEvents } from "./0054-source-events.ts";
import { protections } from "./0052-protections.ts";
import { acceptances } from "./0057-acceptances.ts";
import { embargoes } from "./0056-embargoes.ts";
import { signers } from "./0051-signers.ts";
import { scans } from "./0016-scans.ts";
import { reviews } from "./0022-reviews.ts";
import { statuses } from "./0021-statuses.ts";
import { pushes } from "./0041-pushes.ts";
import { pruning } from "./0007-pruning.ts";

/** Every migration by its number. One that was ever released is never changed: add the next. */
export function migrations(dialect: "sqlite" | "postgres"): Record<string, Migration> {
  return {
    "0001-first-tables": firstTables(dialect),
    "0002-release-causes": releaseCauses(),
    "0003-settings": settings(dialect),
    "0004-jobs": jobs(dialect),
    "0005-pauses": pauses(),
    "0006-previews": previews(dialect),
    "0007-pruning": pruning(),
    "0008-build-languages": buildLanguages(),
    "0009-packages": packages(dialect),
    "0011-trials": trials(),
    "0014-sources": sources(dialect),
    "0014-webhooks": webhooks(dialect),
    "0015-licences": licences(dialect),
    "0016-scans": scans(dialect),
    "0021-statuses": statuses(dialect),
    "0022-reviews": reviews(dialect),
    "0031-source-access": sourceAccess(dialect),
    "0041-pushes": pushes(dialect),
    "0051-signers": signers(dialect),
    "0052-protections": protections(dialect),
    "0053-review-votes": reviewVotes(dialect),
    "0054-source-events": sourceEvents(dialect),
    "0056-embargoes": embargoes(dialect),
    "0057-acceptances": acceptances(dialect),
  };
}
