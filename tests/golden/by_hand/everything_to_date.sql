SELECT q, (SELECT sum(amount_eur) FROM facts_ledger WHERE type = 'cost' AND status = 'realised' AND month <= last),
  (SELECT count(*) FROM facts_ledger WHERE type = 'cost' AND status = 'realised' AND month <= last),
  (SELECT count(*) FROM facts_ledger WHERE type = 'cost' AND status = 'realised' AND month <= last),
  (SELECT count(*) FROM facts_ledger WHERE type = 'cost' AND status = 'realised' AND month <= last)
FROM (VALUES (DATE '2025-01-01', '2025-03'), (DATE '2025-04-01', '2025-06')) AS p(q, last) ORDER BY q
