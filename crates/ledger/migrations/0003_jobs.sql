-- Work to be done later, by any process. Payloads hold ids, never names.

CREATE TABLE job (
    org_id TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT,
    person_id TEXT,
    payload TEXT NOT NULL,
    state TEXT NOT NULL,
    run_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease_until BIGINT,
    leased_by TEXT,
    error TEXT,
    PRIMARY KEY (org_id, id)
);

CREATE UNIQUE INDEX job_key ON job (org_id, kind, key) WHERE key IS NOT NULL;

CREATE INDEX job_waiting ON job (org_id, state, run_at);
