const refusal = "the audit log is append-only";

/** What refuses to change or remove an entry of the audit log. */
export const auditTriggers: Readonly<Record<"sqlite" | "postgres", readonly string[]>> = {
  sqlite: [
    `create trigger audit_no_update before update on audit begin select raise(abort, '${refusal}'); end`,
    `create trigger audit_no_delete before delete on audit begin select raise(abort, '${refusal}'); end`,
  ],
  postgres: [
    `create function refuse_audit_change() returns trigger language plpgsql as $$ begin raise exception '${refusal}'; end $$`,
    `create trigger audit_no_change before update or delete on audit for each row execute function refuse_audit_change()`,
    `create trigger audit_no_truncate before truncate on audit for each statement execute function refuse_audit_change()`,
  ],
};
