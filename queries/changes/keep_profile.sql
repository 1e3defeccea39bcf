-- Keeps an import profile under its name, in the place of the one that was there.
-- $name           text
-- $kind           text
-- $fingerprint    text       what the headers of such files share
-- $content        json       the profile as it is exported
-- $is_remembered  bool       kept by itself after an import
-- $updated_at     timestamp  UTC, also the time of its last use
-- $actor          text
insert into import_profile
values ($name, $kind, $fingerprint, $content, $is_remembered, $updated_at, $updated_at, $actor)
on conflict (name) do update
set kind = excluded.kind, fingerprint = excluded.fingerprint, content = excluded.content,
    is_remembered = excluded.is_remembered, updated_at = excluded.updated_at, used_at = excluded.used_at,
    actor = excluded.actor
