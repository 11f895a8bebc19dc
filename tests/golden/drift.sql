-- $first = date(2025, 1, 1)
-- $last = date(2025, 6, 30)
-- $b_first = date(2025, 4, 1)
-- $b_last = date(2025, 6, 30)
WITH expected AS (
  SELECT
    "model_id" AS _entity,
    LEAST(FLOOR(10 * "score"), 9) AS _bin,
    COUNT(*) AS _rows
  FROM (
    SELECT
      *,
      CAST(DATE_TRUNC('QUARTER', _month) AS DATE) AS _bucket
    FROM "facts_predictions"
    WHERE
      _month BETWEEN $b_first AND $b_last AND (
        TRUE
      )
  )
  GROUP BY ALL
), seen AS (
  SELECT
    _bucket,
    "model_id" AS _entity,
    LEAST(FLOOR(10 * "score"), 9) AS _bin,
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
), cells AS (
  SELECT
    n.*,
    _slot.range AS _slot
  FROM (
    SELECT DISTINCT
      _bucket,
      _entity
    FROM seen
  ) AS n
  CROSS JOIN RANGE(0, 10) AS _slot
), both_sides AS (
  SELECT
    c.*,
    COALESCE(b._rows, 0) AS _before,
    COALESCE(n._rows, 0) AS _now
  FROM cells AS c
  LEFT JOIN expected AS b
    ON b._entity = c._entity AND b._bin = c._slot
  LEFT JOIN seen AS n
    ON n._bucket = c._bucket AND n._entity = c._entity AND n._bin = c._slot
), shares AS (
  SELECT
    _bucket,
    _entity,
    _slot,
    _before,
    _now,
    SUM(_before) OVER entity AS _all_before,
    SUM(_now) OVER entity AS _all_now,
    CASE WHEN MIN(LEAST(_before, _now)) OVER entity = 0 THEN 0.5 ELSE 0 END AS _added
  FROM both_sides
  WINDOW entity AS (PARTITION BY _bucket, _entity)
), each AS (
  SELECT
    _bucket,
    _entity,
    MAX(_all_now) AS _rows,
    SUM(
      (
        (
          _now + _added
        ) / (
          _all_now + 10 * _added
        ) - (
          _before + _added
        ) / (
          _all_before + 10 * _added
        )
      ) * LN(
        (
          (
            _now + _added
          ) / (
            _all_now + 10 * _added
          )
        ) / (
          (
            _before + _added
          ) / (
            _all_before + 10 * _added
          )
        )
      )
    ) AS _psi
  FROM shares
  WHERE
    _all_before >= 200 AND _all_now >= 200
  GROUP BY ALL
)
SELECT
  _bucket,
  MAX(_psi),
  SUM(_rows),
  SUM(_rows),
  SUM(_rows)
FROM each
GROUP BY ALL
ORDER BY
  ALL
