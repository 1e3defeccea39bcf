-- One row per comparison that was kept, the newest first, with how many of its differences are done with.
-- $viewer  text  comparisons of this user alone, null = of everybody
-- $reconciliation_id  int  this one alone, null = all
with newest as (
    select reconciliation_id, line_no, max(noted_at) as noted_at
    from reconciliation_note
    group by reconciliation_id, line_no
),
handled as (
    select note.reconciliation_id, cast(count(distinct note.line_no) as bigint) as lines
    from reconciliation_note as note
    join newest
        on newest.reconciliation_id = note.reconciliation_id
        and newest.line_no = note.line_no
        and newest.noted_at = note.noted_at
    where note.is_handled
    group by note.reconciliation_id
)
select
    kept.reconciliation_id, kept.other_system, kept.as_of, kept.title, kept.kept_at, kept.actor, kept.reach,
    kept.equal_lines, kept.different, kept.only_here, kept.only_there, kept.doubled, kept.here_points, kept.there_points,
    coalesce(handled.lines, 0) as handled_lines
from reconciliation as kept
left join handled on handled.reconciliation_id = kept.reconciliation_id
where (cast($viewer as varchar) is null or kept.actor = cast($viewer as varchar))
  and (cast($reconciliation_id as integer) is null or kept.reconciliation_id = cast($reconciliation_id as integer))
order by kept.reconciliation_id desc
