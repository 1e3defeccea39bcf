-- Entries that were changed behind the book's back: their columns no longer give their checksum.
select
    'entry_checksum' as rule, concat('entry ', entry_id) as place,
    cast(found as varchar) as expected, cast(checksum as varchar) as found
from (
    select
        entry_id, checksum,
        entry_checksum(
            entry_id, customer_id, kind, points, occurred_at, recorded_at, available_from,
            expires_at, reason, source, ref, line, store, channel, campaign, amount,
            reverses_entry_id, batch_id, requested, short, rule_version, actor, approver,
            note_digest, key_hash
        ) as found
    from point_entry
)
where checksum <> found
order by entry_id
limit 5
