-- Whose customers a role sees: all, department (their own and those below it) or own.
alter table role add column scope varchar default 'all';
