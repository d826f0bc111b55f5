-- Messages by their words. Derived: filled in the background up to message_index.upto, then what message_again names.
create words table message_words;
create table message_index (
  one bigint primary key,
  upto bigint not null
);
insert into message_index (one, upto) values (1, 0);
create table message_again (
  no bigint primary key
);
-- before: the hash of the row before, kept so that old rows can go and the rest still be checked.
alter table audit add column before text not null default '';
