-- Who may sign in, and with what. An account belongs to the installation, whose `org_id` is `-`; what it may do belongs to
-- an organisation. Bodies are sealed under the master key; e-mail addresses and secrets are kept as look-up values.

CREATE TABLE account (
    org_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    email_look TEXT NOT NULL,
    state TEXT NOT NULL,
    body TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    n_failures BIGINT NOT NULL,
    locked_until BIGINT,
    PRIMARY KEY (org_id, account_id)
);

CREATE UNIQUE INDEX account_email ON account (org_id, email_look);

CREATE TABLE credential (
    org_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    credential_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    counter BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (org_id, account_id, credential_id)
);

-- Sessions, invitations, recovery codes, API keys, scope cards, feeds: whatever a secret opens.
CREATE TABLE token (
    org_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    look TEXT NOT NULL,
    owner TEXT NOT NULL,
    of_org TEXT,
    person_id TEXT,
    body TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    expires_at BIGINT,
    used_at BIGINT,
    PRIMARY KEY (org_id, kind, look)
);

CREATE INDEX token_owner ON token (org_id, kind, owner);

CREATE INDEX token_person ON token (org_id, of_org, person_id) WHERE person_id IS NOT NULL;

CREATE TABLE member (
    org_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    of_org TEXT NOT NULL,
    person_id TEXT,
    roles TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, account_id, of_org)
);

CREATE INDEX member_org ON member (org_id, of_org, account_id);

CREATE TABLE saved_view (
    org_id TEXT NOT NULL,
    account_id TEXT NOT NULL,
    view_id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (org_id, account_id, view_id)
);
