-- $first = date(2025, 1, 1)
-- $last = date(2025, 6, 30)
SELECT
  _bucket,
  "business_unit",
  1.0 * (
    COALESCE("p_b43ce5065f", 0)
  ) / NULLIF("p_4b31bd1ff0", 0),
  "p_a55757b620",
  "p_a55757b620",
  "p_ee8d27fcde"
FROM (
  SELECT
    _bucket,
    "business_unit",
    COUNT("actual") AS "p_4b31bd1ff0",
    COUNT(CASE WHEN NOT "actual" IS NULL THEN 1 END) AS "p_a55757b620",
    SUM(CASE WHEN "predicted" = "actual" THEN 1 ELSE 0 END) AS "p_b43ce5065f",
    COUNT(*) AS "p_ee8d27fcde"
  FROM (
    SELECT
      *,
      CAST(DATE_TRUNC('QUARTER', _month) AS DATE) AS _bucket
    FROM (
      SELECT
        f.*,
        k0."initiative_id" AS "initiative_id",
        k1."business_unit" AS "business_unit"
      FROM "facts_predictions" AS f
      LEFT JOIN "lookup_models" AS k0
        ON k0."model_id" = f."model_id"
      LEFT JOIN "lookup_initiatives" AS k1
        ON k1."initiative_id" = k0."initiative_id"
    )
    WHERE
      _month BETWEEN $first AND $last
  )
  WHERE
    TRUE
  GROUP BY
    _bucket,
    "business_unit"
)
ORDER BY
  ALL
