-- Logs beside the facts, each in a chain of its own: the decisions that were given, and who looked at whom. A decision
-- that took a number of the facts' log would change the number that it was given at. Bodies hold ids, never names.

CREATE TABLE trail (
    org_id TEXT NOT NULL,
    log TEXT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    person_id TEXT,
    key TEXT,
    body TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (org_id, log, number)
);

CREATE UNIQUE INDEX trail_key ON trail (org_id, log, key) WHERE key IS NOT NULL;

CREATE INDEX trail_person ON trail (org_id, log, person_id, number) WHERE person_id IS NOT NULL;

CREATE INDEX trail_actor ON trail (org_id, log, actor, number);

CREATE TABLE trail_head (
    org_id TEXT NOT NULL,
    log TEXT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (org_id, log)
);
