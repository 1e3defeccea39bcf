-- One row per run of a rule by which points clear by themselves, newest first, with what became of its batch.
-- batch_id is that of a run that was approved, too. run_state is posted, undone, nobody, waiting, approved, refused,
-- withdrawn, expired or failed.
-- $rule_id    bigint  of this rule alone, null = of all
-- $row_limit  int     rows wanted, null = all
select
    run.rule_id, run.version, rule.name, run.day, run.ran_at, run.customers, run.points, run.left_out, run.failure,
    coalesce(run.batch_id, entry.batch_id) as batch_id, run.approval_id,
    case
        when batch.undone_by is not null then 'undone'
        when run.outcome = 'waiting' then coalesce(event.state, 'waiting')
        else run.outcome
    end as run_state
from clearing_run as run
join clearing_rule as rule on rule.rule_id = run.rule_id and rule.version = run.version
left join approval_event as event on event.approval_id = run.approval_id
left join point_entry as entry on entry.entry_id = event.first_entry_id
left join batch on batch.batch_id = coalesce(run.batch_id, entry.batch_id)
where (cast($rule_id as bigint) is null or run.rule_id = cast($rule_id as bigint))
order by run.link_id desc
limit $row_limit
