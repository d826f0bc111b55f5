-- The second step of an agent's sign-in. secret: sealed with a key outside the database. step: the newest time step a code was
-- taken of, so none is taken twice. recovery: hashes of the codes left, separated by blanks.
create table two_steps (
  agent text primary key references agents (id),
  secret text not null,
  confirmed bigint not null,
  step bigint not null,
  recovery text not null,
  made_ms bigint not null
);

-- A visitor's session whose contact the business vouched for.
alter table sessions add column verified bigint not null default 0;
