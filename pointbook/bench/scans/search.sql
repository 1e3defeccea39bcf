-- The bare scan of what a search looks through.
select count(*) from customer where strpos(search_text, '#') > 0
