-- Who may do what: departments, roles, users. No passwords: those lie in a small file of their own.

create table department (
    department_id integer not null,
    name          varchar not null,
    parent_id     integer,                  -- null at the top
    is_open       boolean not null
);

-- Own roles, and starting roles that somebody changed; the others are as the program gives them.
create table role (
    role        varchar primary key,
    rights      varchar not null,           -- words separated by commas
    entry_limit decimal(18, 2) check (entry_limit >= 0),
    batch_limit decimal(18, 2) check (batch_limit >= 0),
    day_limit   decimal(18, 2) check (day_limit >= 0)
);

-- Users are never deleted: entries carry their names.
create table app_user (
    user_name     varchar primary key,      -- lower case
    full_name     varchar,
    post          varchar,
    role          varchar not null,
    department_id integer,
    is_active     boolean not null,
    created_at    timestamp not null,       -- UTC
    updated_at    timestamp not null        -- UTC
);
