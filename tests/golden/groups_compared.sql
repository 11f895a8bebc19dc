-- $first = date(2025, 1, 1)
-- $last = date(2025, 6, 30)
SELECT
  _bucket,
  CASE WHEN COUNT(_v0) >= 2 THEN MIN(_v0) / NULLIF(MAX(_v0), 0) END,
  SUM(CASE WHEN NOT _v0 IS NULL THEN _n0 END),
  SUM(_n0),
  SUM(_t0)
FROM (
  SELECT
    _bucket,
    CASE
      WHEN "p_e8bec4dd22" > 0
      THEN CASE
        WHEN "p_e8bec4dd22" >= 30
        THEN 1.0 * (
          COALESCE("p_eb3d31b0e2", 0)
        ) / NULLIF("p_3cc806f3d1", 0)
      END
    END AS _v0,
    "p_e8bec4dd22" AS _n0,
    "p_e8bec4dd22" AS _t0
  FROM (
    SELECT
      _bucket,
      "group_value",
      SUM("p_3cc806f3d1") AS "p_3cc806f3d1",
      SUM("p_e8bec4dd22") AS "p_e8bec4dd22",
      SUM("p_eb3d31b0e2") AS "p_eb3d31b0e2"
    FROM (
      SELECT
        *,
        CAST(DATE_TRUNC('QUARTER', _month) AS DATE) AS _bucket
      FROM "cube_predictions_by_group_value"
      WHERE
        _month BETWEEN $first AND $last
    )
    WHERE
      TRUE
    GROUP BY
      _bucket,
      "group_value"
  )
)
GROUP BY
  _bucket
ORDER BY
  ALL
