-- One row per user who has a password, or came with a company account and has none.
select user_name, must_change, ends_at, signed_in_at from credential
union all
select user_name, 0, null, max(seen_at) from device
where user_name not in (select user_name from credential)
group by user_name
