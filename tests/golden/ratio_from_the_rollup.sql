-- $first = date(2025, 1, 1)
-- $last = date(2025, 3, 31)
-- $w0 = 'Claims'
SELECT
  _bucket,
  "model_id",
  100.0 * (
    COALESCE("p_d0a8e458eb", 0)
  ) / NULLIF(COALESCE("p_d66c2dd7a3", 0), 0),
  "p_ee8d27fcde",
  "p_ee8d27fcde",
  "p_ee8d27fcde"
FROM (
  SELECT
    _bucket,
    "model_id",
    SUM("p_d0a8e458eb") AS "p_d0a8e458eb",
    SUM("p_d66c2dd7a3") AS "p_d66c2dd7a3",
    SUM("p_ee8d27fcde") AS "p_ee8d27fcde"
  FROM (
    SELECT
      *,
      CAST(DATE_TRUNC('MONTH', _month) AS DATE) AS _bucket
    FROM "rollup_adoption"
    WHERE
      _month BETWEEN $first AND $last
  )
  WHERE
    TRUE AND CAST("business_unit" AS TEXT) = $w0
  GROUP BY
    _bucket,
    "model_id"
)
ORDER BY
  ALL
