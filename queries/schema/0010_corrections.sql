-- Reasons that people choose from, what a customer is told of an entry, and which customer a user is.

-- The reasons offered for each way of changing points. Entries keep the word that was chosen.
create table reason_choice (
    reason_id integer primary key,
    way       varchar not null,             -- up, down, clear, claw_back, restore, hold …
    reason    varchar not null,             -- a word of the program's, or the company's own
    is_open   boolean not null
);
insert into reason_choice
select row_number() over (order by way_order, reason_order), way, reason, true
from (values
    ('up', 1, 'correction', 1), ('up', 1, 'goodwill', 2), ('up', 1, 'campaign', 3), ('up', 1, 'birthday', 4),
    ('up', 1, 'other', 5),
    ('down', 2, 'correction', 1), ('down', 2, 'refund', 2), ('down', 2, 'misuse', 3), ('down', 2, 'other', 4),
    ('clear', 3, 'customer_request', 1), ('clear', 3, 'misuse', 2), ('clear', 3, 'other', 3),
    ('claw_back', 4, 'refund', 1), ('claw_back', 4, 'correction', 2), ('claw_back', 4, 'misuse', 3),
    ('restore', 5, 'refund', 1), ('restore', 5, 'correction', 2), ('restore', 5, 'goodwill', 3),
    ('hold', 6, 'investigation', 1), ('hold', 6, 'pending_order', 2), ('hold', 6, 'other', 3),
    ('release', 7, 'investigation_closed', 1), ('release', 7, 'order_cancelled', 2), ('release', 7, 'other', 3),
    ('transfer', 8, 'customer_request', 1), ('transfer', 8, 'family', 2), ('transfer', 8, 'other', 3),
    ('extend', 9, 'goodwill', 1), ('extend', 9, 'campaign', 2), ('extend', 9, 'correction', 3),
    ('reassign', 10, 'wrong_customer', 1), ('reassign', 10, 'correction', 2),
    ('merge', 11, 'same_person', 1), ('merge', 11, 'customer_request', 2)
) as starting(way, way_order, reason, reason_order);

-- What the customer reads on their statement, beside the remark for those inside; one digest covers both.
alter table entry_note add column for_customer varchar;

-- Whoever is a customer as well changes none of their own points.
alter table app_user add column customer_no varchar;
