SELECT make_date(2025, CAST(substr(month, 6) AS INTEGER) - (CAST(substr(month, 6) AS INTEGER) - 1) % 3, 1) AS quarter,
  coalesce(sum(amount_eur) FILTER (WHERE type = 'benefit' AND status = 'realised'), 0),
  count(*) FILTER (WHERE type = 'benefit' AND status = 'realised'),
  count(*) FILTER (WHERE type = 'benefit' AND status = 'realised'),
  count(*) FILTER (WHERE type = 'benefit' AND status = 'realised'),
  coalesce(sum(amount_eur) FILTER (WHERE type = 'cost' AND status = 'realised'), 0),
  count(*) FILTER (WHERE type = 'cost' AND status = 'realised'),
  count(*) FILTER (WHERE type = 'cost' AND status = 'realised'),
  count(*) FILTER (WHERE type = 'cost' AND status = 'realised')
FROM facts_ledger GROUP BY quarter ORDER BY quarter
