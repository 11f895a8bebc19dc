-- $first = date(2025, 1, 1)
-- $last = date(2025, 6, 30)
WITH counted AS (
  SELECT
    _bucket,
    "score" AS _score,
    COUNT(CASE WHEN "actual" = 1 THEN 1 END) AS _positive,
    COUNT(CASE WHEN "actual" = 0 THEN 1 END) AS _negative,
    COUNT(*) AS _rows
  FROM (
    SELECT
      *,
      CAST(DATE_TRUNC('QUARTER', _month) AS DATE) AS _bucket
    FROM "facts_predictions"
    WHERE
      _month BETWEEN $first AND $last AND (
        TRUE
      )
  )
  GROUP BY ALL
), below AS (
  SELECT
    *,
    COALESCE(
      SUM(_negative) OVER (
        PARTITION BY _bucket
        ORDER BY _score
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
      ),
      0
    ) AS _below
  FROM counted
  WHERE
    NOT _score IS NULL
)
SELECT
  _bucket,
  SUM(CAST(_positive AS DOUBLE) * (
    _below + _negative / 2.0
  )) / NULLIF(CAST(SUM(_positive) AS DOUBLE) * SUM(_negative), 0),
  SUM(_positive + _negative),
  SUM(_positive + _negative),
  SUM(_rows)
FROM below
GROUP BY ALL
ORDER BY
  ALL
