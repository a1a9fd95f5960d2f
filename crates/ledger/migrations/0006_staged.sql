-- What came in and is not in anybody's record yet: the rows of a file that is to be imported, and what would become of
-- them. Bodies are sealed under the master key. Rows go when the import is done with, and all of an organisation's when
-- somebody of it is erased.

CREATE TABLE staged (
    org_id TEXT NOT NULL,
    batch_id TEXT NOT NULL,
    part TEXT NOT NULL,
    body TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (org_id, batch_id, part)
);
