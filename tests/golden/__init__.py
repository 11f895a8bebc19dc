"""Golden SQL: one file per query shape, beside the same question written by hand."""
