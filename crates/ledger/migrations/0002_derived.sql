-- Derived tables: what is kept for speed. Each row can be made again from the entries, and goes when its person is erased.

-- A person's record in one row, sealed; what was appended after `as_of_seq` is read beside it.
CREATE TABLE record (
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    as_of_seq BIGINT NOT NULL,
    n_entries BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (org_id, person_id)
);

-- What a search finds a person by, sealed.
CREATE TABLE search (
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    as_of_seq BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (org_id, person_id)
);

-- Whose record names whom: who has to be judged again when something is learnt of another.
CREATE TABLE leans_on (
    org_id TEXT NOT NULL,
    person_id TEXT NOT NULL,
    on_person_id TEXT NOT NULL,
    as_of_seq BIGINT NOT NULL,
    PRIMARY KEY (org_id, person_id, on_person_id)
);

CREATE INDEX leans_on_whom ON leans_on (org_id, on_person_id, person_id);
