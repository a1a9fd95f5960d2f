-- The truth: entries, in one chain for each organisation, and the keys their bodies are sealed under.
-- Columns outside a body hold ids, kinds and dates, never names. Instants are microseconds UTC; days are YYYY-MM-DD.

CREATE TABLE setting (
    org_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (org_id, name)
);

CREATE TABLE entry (
    org_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    stream_id TEXT NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    valid_from TEXT,
    valid_until TEXT,
    recorded_at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    supersedes TEXT,
    about TEXT,
    names TEXT,
    key_id TEXT,
    body TEXT,
    body_hash TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (org_id, seq)
);

CREATE UNIQUE INDEX entry_id ON entry (org_id, stream_id, id);

CREATE INDEX entry_stream ON entry (org_id, stream_id, seq);

CREATE UNIQUE INDEX entry_supersedes ON entry (org_id, stream_id, supersedes) WHERE supersedes IS NOT NULL;

CREATE INDEX entry_names ON entry (org_id, names, seq) WHERE names IS NOT NULL;

-- The append point: one row for each organisation.
CREATE TABLE head (
    org_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (org_id)
);

-- The keys of streams, wrapped by the installation's master key. To erase is to delete the row.
CREATE TABLE data_key (
    org_id TEXT NOT NULL,
    stream_id TEXT NOT NULL,
    key_id TEXT NOT NULL,
    person_id TEXT,
    master_id TEXT NOT NULL,
    wrapped TEXT NOT NULL,
    PRIMARY KEY (org_id, stream_id)
);

CREATE UNIQUE INDEX data_key_id ON data_key (org_id, key_id);

CREATE INDEX data_key_person ON data_key (org_id, person_id) WHERE person_id IS NOT NULL;

-- Derived: the last entry of each stream, and how many it has.
CREATE TABLE stream (
    org_id TEXT NOT NULL,
    stream_id TEXT NOT NULL,
    seq BIGINT NOT NULL,
    n_entries BIGINT NOT NULL,
    PRIMARY KEY (org_id, stream_id)
);
