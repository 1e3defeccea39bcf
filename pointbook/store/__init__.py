"""The only room that imports duckdb: open, transactions, questions, migrations, backup."""
