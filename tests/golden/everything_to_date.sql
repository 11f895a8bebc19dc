-- $starts = [date(2025, 1, 1), date(2025, 4, 1)]
-- $ends = [date(2025, 3, 31), date(2025, 6, 30)]
SELECT
  _bucket,
  COALESCE("p_f8eb21d628", 0),
  "p_3b3185e5e2",
  "p_3b3185e5e2",
  "p_3b3185e5e2"
FROM (
  SELECT
    _bucket,
    SUM("p_3b3185e5e2") AS "p_3b3185e5e2",
    SUM("p_f8eb21d628") AS "p_f8eb21d628"
  FROM (
    SELECT
      UNNEST($starts) AS _bucket,
      UNNEST($starts) AS period_start,
      UNNEST($ends) AS period_end
  ) AS p
  JOIN "cube_ledger" AS r
    ON r._month <= p.period_end
  WHERE
    TRUE
  GROUP BY
    _bucket
)
ORDER BY
  ALL
