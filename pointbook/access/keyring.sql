-- What signing in needs, in SQLite, so that it never waits for an import. Instants are whole seconds since 1970.

create table if not exists owner (book_id text not null);

create table if not exists credential (
    user_name     text primary key,
    password_hash text not null,
    must_change   integer not null,
    set_at        integer not null,
    ends_at       integer,          -- of a password that somebody else made
    signed_in_at  integer
) without rowid;

-- One-time links for setting a password; only digests of the tokens are kept, here and below.
create table if not exists link (
    digest    text primary key,
    user_name text not null,
    ends_at   integer not null
) without rowid;

create table if not exists session (
    digest     text primary key,
    user_name  text not null,
    created_at integer not null,
    seen_at    integer not null,
    ends_at    integer not null,
    address    text not null,
    agent      text not null
) without rowid;

-- Browsers that have signed in before: their tries are counted apart from those of strangers.
create table if not exists device (
    digest    text primary key,
    user_name text not null,
    seen_at   integer not null
) without rowid;

create table if not exists failed_try (
    user_name text not null,
    place     text not null,        -- a device or an address
    tries     integer not null,
    last_at   integer not null,
    primary key (user_name, place)
) without rowid;
