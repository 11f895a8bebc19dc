-- $first = date(2025, 1, 1)
-- $last = date(2025, 12, 31)
SELECT
  _bucket,
  100.0 * (
    COALESCE("p_20cc8af604", 0)
  ) / NULLIF("p_89b8799362", 0),
  "p_89b8799362",
  "p_89b8799362",
  "p_89b8799362"
FROM (
  SELECT
    _bucket,
    SUM("p_20cc8af604") AS "p_20cc8af604",
    SUM("p_89b8799362") AS "p_89b8799362"
  FROM "cube_initiatives" AS r
  JOIN (
    SELECT
      CAST(DATE_TRUNC('YEAR', _month) AS DATE) AS _bucket,
      MAX(_month) AS _month
    FROM "cube_initiatives"
    WHERE
      _month BETWEEN $first AND $last
    GROUP BY
      1
  ) AS newest
    USING (_month)
  WHERE
    TRUE
  GROUP BY
    _bucket
)
ORDER BY
  ALL
