-- How files of one origin are read and mapped, kept by name and known again by the headers of the next file.
create table import_profile (
    name          varchar primary key,
    kind          varchar not null,       -- of import
    fingerprint   varchar not null,       -- what the headers of such files share
    content       json not null,          -- the profile as it is exported
    is_remembered boolean not null,       -- kept by itself after an import, not saved by somebody under a name
    updated_at    timestamp not null,     -- UTC
    used_at       timestamp not null,     -- UTC
    actor         varchar not null        -- who saved it last
);
