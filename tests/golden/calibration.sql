-- $first = date(2025, 1, 1)
-- $last = date(2025, 6, 30)
SELECT
  _bucket,
  SUM(ABS(_said - _seen)) / NULLIF(SUM(_labelled), 0),
  SUM(_labelled),
  SUM(_labelled),
  SUM(_rows)
FROM (
  SELECT
    _bucket,
    LEAST(FLOOR(10 * "score"), 9) AS _bin,
    SUM(CASE WHEN NOT "actual" IS NULL THEN "score" END) AS _said,
    SUM("actual") AS _seen,
    COUNT("actual") AS _labelled,
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
  WHERE
    NOT "score" IS NULL
  GROUP BY ALL
)
GROUP BY ALL
ORDER BY
  ALL
