SELECT * FROM (VALUES
  (DATE '2025-01-01', 40, true, true, false),
  (DATE '2025-01-01', 58, false, true, false),
  (DATE '2025-04-01', 40, true, true, false),
  (DATE '2025-04-01', 149, false, true, false)
) ORDER BY ALL
