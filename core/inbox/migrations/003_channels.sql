-- source: the channel's instance that brought the identity; empty = somebody wrote it. Unverified mail finds only contacts that
-- a channel made, never one that a visitor claims an address on.
alter table identities add column source text not null default '';
-- What a channel says of a message, as a JSON object; agents see it.
alter table messages add column meta text not null default '';
