-- Comparisons that were changed behind the book's back, or whose lines no longer come to their totals.
with line as (
    select
        reconciliation_id,
        cast(sum(case when state <> 'doubled' then coalesce(here, 0) else 0 end) as decimal(18, 2)) as here_points,
        cast(sum(case when state <> 'doubled' then coalesce(there, 0) else 0 end) as decimal(18, 2)) as there_points,
        cast(count(*) as bigint) as lines
    from reconciliation_line
    group by reconciliation_id
),

checked as (
    select
        'record_checksum' as rule, concat('reconciliation ', reconciliation_id) as place,
        cast(reconciliation_checksum(
            reconciliation_id, other_system, as_of, title, file_digest, kept_at, actor, reach, equal_lines, different,
            only_here, only_there, doubled, here_points, there_points, link_id
        ) as varchar) as expected,
        cast(checksum as varchar) as found
    from reconciliation
    union all
    select
        'reconciliation_lines' as rule, concat('reconciliation ', kept.reconciliation_id) as place,
        concat(
            kept.here_points, ', ', kept.there_points, ', ',
            kept.equal_lines + kept.different + kept.only_here + kept.only_there + kept.doubled
        ) as expected,
        concat(coalesce(line.here_points, 0.00), ', ', coalesce(line.there_points, 0.00), ', ', coalesce(line.lines, 0)) as found
    from reconciliation as kept
    left join line on line.reconciliation_id = kept.reconciliation_id
)

select rule, place, expected, found
from checked
where expected is distinct from found
order by rule, place
limit 5
