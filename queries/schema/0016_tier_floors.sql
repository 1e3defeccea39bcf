-- A tier that a customer keeps until a day, whatever imports bring meanwhile.
alter table customer add column tier_floor varchar;
alter table customer add column tier_floor_until date;    -- the last day
