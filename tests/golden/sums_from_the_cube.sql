-- $first = date(2025, 1, 1)
-- $last = date(2025, 6, 30)
SELECT
  _bucket,
  COALESCE("p_ac633d994b", 0),
  "p_f74b3b6870",
  "p_f74b3b6870",
  "p_f74b3b6870",
  COALESCE("p_f8eb21d628", 0),
  "p_3b3185e5e2",
  "p_3b3185e5e2",
  "p_3b3185e5e2"
FROM (
  SELECT
    _bucket,
    SUM("p_3b3185e5e2") AS "p_3b3185e5e2",
    SUM("p_ac633d994b") AS "p_ac633d994b",
    SUM("p_f74b3b6870") AS "p_f74b3b6870",
    SUM("p_f8eb21d628") AS "p_f8eb21d628"
  FROM (
    SELECT
      *,
      CAST(DATE_TRUNC('QUARTER', _month) AS DATE) AS _bucket
    FROM "cube_ledger"
    WHERE
      _month BETWEEN $first AND $last
  )
  WHERE
    TRUE
  GROUP BY
    _bucket
)
ORDER BY
  ALL
