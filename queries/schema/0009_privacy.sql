-- Refusals can be let go of by a rule, and posts are a list that people keep.

-- Rows still go only while a command that says so is being written; the chain of refusals goes on from where it
-- was cut, and the audit link of that command holds its end.
drop trigger audit_refusal_no_delete on audit_refusal;
create trigger audit_refusal_no_delete before delete on audit_refusal for each statement
    insert into guard
    select error('audit_refusal is append-only')
    where not exists (select 1 from setting where name = 'letting_go_of_refusals');

-- Posts are never forgotten, only closed; users carry their names, which a rename changes.
create table post (
    post_id integer not null,
    name    varchar not null,
    is_open boolean not null
);

-- What users had as a text becomes the list.
update app_user set post = nullif(trim(post), '');
insert into post (post_id, name, is_open)
select cast(row_number() over (order by min(name)) as integer), min(name), true
from (select trim(post) as name from app_user where trim(post) <> '') as told
group by lower(name);

-- Two spellings of one post are one.
update app_user
set post = post.name
from post
where lower(app_user.post) = lower(post.name);
