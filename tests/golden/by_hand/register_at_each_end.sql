-- M-001 version 1 from 1 January, version 2 from 1 February; nothing was retired.
SELECT * FROM (VALUES
  (DATE '2025-01-01', 90 + 59, 2, 2, 2),
  (DATE '2025-04-01', 91 + 91, 2, 2, 2)
) ORDER BY 1
