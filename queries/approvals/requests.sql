-- One row per request for an approval, newest first, with how it ended and whether its customers moved since.
-- $approval_id  int   this one alone, null = all
-- $waiting      bool  true: only those that nobody decided about; null = all
select
    request.approval_id, request.asked_at, request.author, request.kind as approval_kind, request.way,
    request.customers, request.points_in, request.points_out, request.outcome_digest, request.revision,
    customer.customer_no, customer.department, customer.owner, other.customer_no as other_no,
    other.department as other_department, other.owner as other_owner,
    coalesce(event.state, 'waiting') as approval_state, event.actor as decided_by, event.decided_at, event.moved,
    event.first_entry_id, event.last_entry_id,
    coalesce(account.revision <> request.revision, false)
        or coalesce(other_account.revision <> request.other_revision, false) as has_moved,
    content.text as content, reason.text as said, answer.text as answer
from approval_request as request
left join approval_event as event on event.approval_id = request.approval_id
left join customer on customer.customer_id = request.customer_id
left join customer as other on other.customer_id = request.other_id
left join account on account.customer_id = request.customer_id
left join account as other_account on other_account.customer_id = request.other_id
left join approval_text as content
    on content.approval_id = request.approval_id and content.part = 'content'
left join approval_text as reason
    on reason.approval_id = request.approval_id and reason.part = 'reason'
left join approval_text as answer
    on answer.approval_id = request.approval_id and answer.part = 'answer'
where (cast($approval_id as integer) is null or request.approval_id = cast($approval_id as integer))
  and (cast($waiting as boolean) is null or cast($waiting as boolean) = (event.approval_id is null))
order by request.approval_id desc
