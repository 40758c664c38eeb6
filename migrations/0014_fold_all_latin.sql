-- Text as it is searched: lower case, every Latin letter with marks as the bare letter, and the few that are no letter with
-- a mark as what people type instead, so that "skoda" finds "Škoda", "lodz" "Łódź" and "strasse" "Straße". `search/fold.rules.ts`
-- is the same for names that are compared outside the database; a test holds the two together, letter by letter.
create or replace function fold(value text) returns text language sql immutable parallel safe strict as $$
  select replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    regexp_replace(lower(normalize(value, NFKD) collate "sv-SE-x-icu"), U&'[\0300-\036F]', '', 'g'),
    'ø', 'o'), 'æ', 'a'), 'ł', 'l'), 'đ', 'd'), 'ð', 'd'), 'ħ', 'h'), 'ŧ', 't'), 'ı', 'i'), 'ŋ', 'n'), 'œ', 'oe'),
    'þ', 'th'), 'ß', 'ss')
$$;
--> statement-breakpoint
-- What was stored by the old one and is another by this one is stored anew: few rows, found without folding those that
-- are ASCII by now. It is no change of the rows: no version rises, and the log has nothing of it.
do $$
declare
  folded record;
begin
  for folded in select * from (values ('organisations', 'name'), ('collaborations', 'name'), ('contributions', 'title'),
    ('needs', 'title'), ('applications', 'name')) kept(of_table, source)
  loop
    execute format('alter table %I disable trigger user', folded.of_table);
    execute format(
      'update %I set %2$I = %2$I where octet_length(search_text) <> length(search_text) and search_text <> fold(search_text)',
      folded.of_table, folded.source);
    execute format('alter table %I enable trigger user', folded.of_table);
  end loop;
end
$$;
