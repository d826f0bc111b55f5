-- Files people sent. The bytes are a blob of the owner "uploads" with the id as its key; whatever names the file holds the
-- blob. settled = 1: a day has passed and somebody holds it.
CREATE TABLE uploads (
  id text PRIMARY KEY,
  name text NOT NULL,
  type text NOT NULL,
  size bigint NOT NULL,
  owner text NOT NULL,
  created_ms bigint NOT NULL,
  settled bigint NOT NULL DEFAULT 0
);
CREATE INDEX uploads_settled ON uploads (settled, created_ms);
