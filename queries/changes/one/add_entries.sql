-- Posts one entry; points in hundredths, the checksum computed already.
-- $entry_id           int        its id
-- $customer_id        int        whose
-- $kind               text       its kind
-- $points             int        signed
-- $occurred_at        timestamp  the programme's local time
-- $recorded_at        timestamp  UTC
-- $available_from     timestamp  of the lot, null where it opens none
-- $expires_at         timestamp  of the lot, null = never
-- $reason             text       why
-- $source             text       from where
-- $ref                text       outside number
-- $line               int        number among entries of one reference
-- $store              text       where
-- $channel            text       where
-- $campaign           text       why
-- $amount             int        money behind it, in hundredths
-- $reverses_entry_id  int        the entry it takes back
-- $batch_id           int        the batch it belongs to
-- $requested          int        positive
-- $short              int        positive
-- $rule_version       int        of the earning rule
-- $actor              text       by whom
-- $approver           text       by whom approved
-- $note_digest        int        of the note
-- $key_hash           int        the exactly-once key
-- $checksum           int        of all the others
insert into point_entry
values (
    $entry_id, $customer_id, $kind, from_hundredths($points), $occurred_at, $recorded_at,
    $available_from, $expires_at, $reason, $source, $ref, $line, $store, $channel, $campaign,
    from_hundredths($amount), $reverses_entry_id, $batch_id, from_hundredths($requested),
    from_hundredths($short), $rule_version, $actor, $approver, $note_digest, $key_hash, $checksum
)
