-- Append-only tables that can be changed.
with wanted as (
    select concat(table_name, '_no_', event) as trigger_name
    from (
        select 'point_entry' as table_name union all select 'lot_entry' union all select 'point_hold'
        union all select 'hold_entry' union all select 'audit_link' union all select 'customer_order'
        union all select 'reward' union all select 'redemption' union all select 'audit_refusal'
        union all select 'permission_review' union all select 'approval_request'
        union all select 'approval_event' union all select 'late_entry'
        union all select 'month_close' union all select 'month_line' union all select 'month_reopening'
        union all select 'reconciliation' union all select 'clearing_rule' union all select 'clearing_run'
    ) as guarded
    cross join (select 'update' as event union all select 'delete') as forbidden
)

select
    'append_only' as rule, wanted.trigger_name as place, 'a guard' as expected, 'none' as found
from wanted
left join duckdb_triggers() as present on present.trigger_name = wanted.trigger_name
where present.trigger_name is null
order by wanted.trigger_name
