-- One row per user and place with failed tries that no sign-in followed, the last first.
select user_name, place, tries, last_at from failed_try order by last_at desc, user_name, place limit 100
