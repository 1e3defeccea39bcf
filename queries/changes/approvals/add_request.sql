-- Adds one request; its number is the next free one.
-- $asked_at        timestamp  UTC
-- $author          text       who asks
-- $kind            text       single or batch
-- $way             text       of the change or of the batch
-- $customer_id     int        of a single change, else null
-- $other_id        int        who receives, null = nobody
-- $revision        int        of a single change: how often its customer had changed
-- $other_revision  int        and the one who receives
-- $customers       int        how many would change
-- $points_in       decimal    what would be given
-- $points_out      decimal    what would be taken, positive
-- $outcome_digest  text       what it would do
-- $content_digest  text       of the change as it is kept
-- $reason_digest   text       of the author's reason
-- $link_id         int        the link that seals it
insert into approval_request
select
    approval_id, asked_at, author, kind, way, customer_id, other_id, revision, other_revision,
    customers, points_in, points_out,
    outcome_digest, content_digest, reason_digest, link_id,
    approval_request_checksum(
        approval_id, asked_at, author, kind, way, customer_id, other_id, revision, other_revision,
    customers, points_in, points_out,
        outcome_digest, content_digest, reason_digest, link_id
    )
from (
    select
        (select cast(coalesce(max(approval_id), 0) + 1 as integer) from approval_request) as approval_id,
        cast($asked_at as timestamp) as asked_at, cast($author as varchar) as author,
        cast($kind as varchar) as kind, cast($way as varchar) as way,
        cast($customer_id as integer) as customer_id, cast($other_id as integer) as other_id,
        cast($revision as bigint) as revision, cast($other_revision as bigint) as other_revision,
        cast($customers as bigint) as customers, cast($points_in as decimal(18, 2)) as points_in,
        cast($points_out as decimal(18, 2)) as points_out, cast($outcome_digest as varchar) as outcome_digest,
        cast($content_digest as varchar) as content_digest, cast($reason_digest as varchar) as reason_digest,
        cast($link_id as bigint) as link_id
)
returning approval_id, checksum
