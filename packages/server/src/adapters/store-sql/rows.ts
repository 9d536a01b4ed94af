import { AuditEntry, Build, LicenceFinding, type Release, StepTime, type Token, Upload } from "@sluice/contract";
import type { Selectable } from "kysely";
import { z } from "zod";
import type { BuildRow } from "../../core/ports/store.ts";
import type { Tables } from "./schema.ts";

const Steps = z.array(StepTime);

export function toToken(row: Omit<Selectable<Tables["tokens"]>, "hash">): Token {
  return {
    id: row.id,
    user: row.user_name,
    label: row.label,
    scope: row.scope,
    tool: row.tool,
    created: row.created,
    expires: row.expires,
    lastUsed: row.last_used,
    revoked: row.revoked === 1,
  };
}

export function toAuditEntry(row: Selectable<Tables["audit"]>): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    user: row.user_name,
    action: row.action,
    subject: row.subject,
    from: row.source,
    result: row.result,
    detail: AuditEntry.shape.detail.parse(JSON.parse(row.detail)),
  };
}

export function toBuild(row: Selectable<Tables["builds"]>): BuildRow {
  return {
    id: row.id,
    tool: row.tool,
    source: row.source ?? row.tool,
    pipeline: row.pipeline,
    commit: row.commit_hash,
    subject: row.subject,
    author: row.author,
    cause: row.cause,
    preview: row.preview,
    upload: row.upload === null ? null : Upload.parse(JSON.parse(row.upload)),
    state: row.state,
    fault: row.fault,
    reason: row.reason,
    image: row.image,
    release: row.release,
    steps: Steps.parse(JSON.parse(row.steps)),
    licence: row.licence === null ? null : LicenceFinding.parse(JSON.parse(row.licence)),
    languages: Build.shape.languages.parse(JSON.parse(row.languages)),
    queued: row.queued,
    started: row.started,
    ended: row.ended,
    branch: row.branch,
    branchFrom: row.branch_from,
    cancelRequested: row.cancel_requested === 1,
    attempts: row.attempts,
    push: row.push,
  };
}

export function toRelease(row: Selectable<Tables["releases"]>): Release {
  return {
    tool: row.tool,
    number: row.number,
    state: row.state,
    reason: row.reason,
    fault: row.fault,
    cause: row.cause,
    settings: row.settings,
    build: row.build,
    commit: row.commit_hash,
    subject: row.subject,
    author: row.author,
    image: row.image,
    control: row.control,
    created: row.created,
    live: row.live,
  };
}
