-- One row per import profile, the one used last first.
-- $profile      text  only this one, null = all
-- $fingerprint  text  only of files with these headers, null = all
select
    name, kind, fingerprint, cast(content as varchar) as content, is_remembered, updated_at, used_at, actor
from import_profile
where (cast($profile as varchar) is null or name = cast($profile as varchar))
  and (cast($fingerprint as varchar) is null or fingerprint = cast($fingerprint as varchar))
order by used_at desc, name
