-- Posts entries from a staged file, points in hundredths there.
-- $staged       text       path of the file, in posting order
-- $recorded_at  timestamp  UTC
insert into point_entry
with staged as (
    select
        entry_id, customer_id, cast(kind as entry_kind) as kind, from_hundredths(points) as points,
        occurred_at, cast($recorded_at as timestamp) as recorded_at, available_from, expires_at,
        reason, source, ref, line, store, channel, campaign, from_hundredths(amount) as amount,
        reverses_entry_id, batch_id, from_hundredths(requested) as requested,
        from_hundredths(short) as short, rule_version, actor, approver,
        md5_number_lower(case when for_customer is null then note else concat(coalesce(note, ''), chr(31), for_customer) end) as note_digest, key_hash
    from read_parquet($staged)
)
select
    *,
    entry_checksum(
        entry_id, customer_id, kind, points, occurred_at, recorded_at, available_from, expires_at,
        reason, source, ref, line, store, channel, campaign, amount, reverses_entry_id, batch_id,
        requested, short, rule_version, actor, approver, note_digest, key_hash
    )
from staged
