-- $first = date(2025, 1, 1)
-- $last = date(2025, 6, 30)
SELECT
  _bucket,
  "p_eb24f1979d",
  "p_df14564821",
  "p_df14564821",
  "p_ee8d27fcde"
FROM (
  SELECT
    _bucket,
    COUNT(CASE WHEN NOT "provisioned_on" IS NULL THEN 1 END) AS "p_df14564821",
    MEDIAN(DATE_DIFF('DAY', CAST("requested_on" AS DATE), CAST("provisioned_on" AS DATE))) AS "p_eb24f1979d",
    COUNT(*) AS "p_ee8d27fcde"
  FROM (
    SELECT
      *,
      CAST(DATE_TRUNC('QUARTER', _month) AS DATE) AS _bucket
    FROM "facts_infra"
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
