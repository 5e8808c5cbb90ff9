"""The rooms behind `convert.clean`: the journal of edits, the rule plan, noise, page furniture, tables, joins."""
