SELECT DATE '2025-01-01', 100.0 * count(*) FILTER (WHERE stage = 'production') / count(*), count(*), count(*), count(*)
FROM facts_initiatives WHERE quarter = '2025-Q2' AND stage <> 'retired'
