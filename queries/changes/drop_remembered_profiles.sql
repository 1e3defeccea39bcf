-- Forgets what was remembered by itself of files for which somebody now saved a profile by name.
-- $name         text  the profile that was saved
-- $fingerprint  text  what the headers of its files share
delete from import_profile
where is_remembered and fingerprint = $fingerprint and name <> $name
