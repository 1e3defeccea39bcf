-- One row if there is such a request: how it stands.
-- $approval_id  int  which
select
    request.author, request.revision, account.revision as revision_now, request.other_revision,
    other.revision as other_revision_now, request.outcome_digest,
    coalesce(event.state, 'waiting') as approval_state
from approval_request as request
left join approval_event as event on event.approval_id = request.approval_id
left join account on account.customer_id = request.customer_id
left join account as other on other.customer_id = request.other_id
where request.approval_id = $approval_id
