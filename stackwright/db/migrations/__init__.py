"""The steps from one schema to the next; `stackwright.db.migrate` runs them."""
