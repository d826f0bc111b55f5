-- Accounts. E-mail addresses are kept in lower case; groups are a JSON list of texts.
create table agents (
  id text primary key,
  email text not null,
  name text not null,
  role text not null,
  group_list text not null,
  password text not null,
  enabled bigint not null,
  made_ms bigint not null,
  seen_ms bigint not null
);
create unique index agents_email on agents (email);

-- Everybody else we know as somebody: one row a contact. Erased ones stay as an empty row, so what names them still reads.
create table contacts (
  id text primary key,
  locale text not null,
  inbox text not null,
  made_ms bigint not null,
  erased_ms bigint not null
);

-- Customers and employees who may sign in.
create table persons (
  id text primary key,
  email text not null,
  name text not null,
  kind text not null,
  group_list text not null,
  contact text not null references contacts (id),
  made_ms bigint not null
);
create unique index persons_email on persons (email);
create index persons_contact on persons (contact);

-- Sessions by the SHA-256 of their token. subject is an agent's or person's id, empty for a visitor.
create table sessions (
  hash text primary key,
  id text not null,
  kind text not null,
  subject text not null,
  contact text not null,
  inbox text not null,
  locale text not null,
  made_ms bigint not null,
  seen_ms bigint not null,
  idle_ms bigint not null,
  expires_ms bigint not null
);
create index sessions_subject on sessions (subject);
create index sessions_contact on sessions (contact);
create index sessions_expires on sessions (expires_ms);

create table api_tokens (
  hash text primary key,
  id text not null,
  agent text not null,
  made_ms bigint not null,
  seen_ms bigint not null
);
create index api_tokens_agent on api_tokens (agent);

create table one_time_links (
  hash text primary key,
  purpose text not null,
  subject text not null,
  made_ms bigint not null,
  expires_ms bigint not null
);
create index one_time_links_subject on one_time_links (subject);
create index one_time_links_expires on one_time_links (expires_ms);

-- What people did, by contact or browser.
create table journey (
  id text primary key,
  contact text not null,
  browser text not null,
  kind text not null,
  at_ms bigint not null,
  locale text not null,
  page text not null,
  data text not null
);
create index journey_contact on journey (contact, at_ms);
create index journey_browser on journey (browser, at_ms);
create index journey_at on journey (at_ms);

-- Journeys that ended without a conversation, counted by day and without any id.
create table journey_days (
  day text not null,
  locale text not null,
  pathway text not null,
  journeys bigint not null,
  needs bigint not null,
  solved bigint not null,
  primary key (day, locale, pathway)
);
create table journey_day_kinds (
  day text not null,
  locale text not null,
  kind text not null,
  journeys bigint not null,
  primary key (day, locale, kind)
);
