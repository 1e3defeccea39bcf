-- Requests for approval that were changed behind the book's back, or decided by whoever asked.
with checked as (
    select
        'record_checksum' as rule, concat('request ', approval_id) as place,
        cast(approval_request_checksum(
            approval_id, asked_at, author, kind, way, customer_id, other_id, revision, other_revision, customers,
            points_in, points_out,
            outcome_digest, content_digest, reason_digest, link_id
        ) as varchar) as expected,
        cast(checksum as varchar) as found
    from approval_request
    union all
    select
        'record_checksum' as rule, concat('end of request ', approval_id) as place,
        cast(approval_event_checksum(
            approval_id, decided_at, state, actor, moved, answer_digest, first_entry_id, last_entry_id, link_id
        ) as varchar) as expected,
        cast(checksum as varchar) as found
    from approval_event
    union all
    select
        'approval_text' as rule, concat(kept.part, ' of request ', kept.approval_id) as place,
        case kept.part
            when 'content' then request.content_digest
            when 'reason' then request.reason_digest
            else event.answer_digest
        end as expected,
        sha256(kept.text) as found
    from approval_text as kept
    left join approval_request as request on request.approval_id = kept.approval_id
    left join approval_event as event on event.approval_id = kept.approval_id
    union all
    select
        'second_pair_of_eyes' as rule, concat('request ', event.approval_id) as place,
        'decided by somebody else' as expected, event.actor as found
    from approval_event as event
    left join approval_request as request on request.approval_id = event.approval_id
    where request.approval_id is null
       or (event.state in ('approved', 'refused') and event.actor = request.author)
       or (event.state = 'withdrawn' and event.actor <> request.author)
    union all
    select
        'approved_as_asked' as rule, concat('entry ', point_entry.entry_id) as place,
        concat(request.author, ', ', event.actor) as expected,
        concat(point_entry.actor, ', ', point_entry.approver) as found
    from approval_event as event
    join approval_request as request on request.approval_id = event.approval_id
    join point_entry on point_entry.entry_id between event.first_entry_id and event.last_entry_id
    where event.state = 'approved'
      and point_entry.kind <> 'expire'
)

select rule, place, expected, found
from checked
where expected is distinct from found
order by rule, place
limit 5
