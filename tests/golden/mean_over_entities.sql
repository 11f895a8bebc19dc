-- $first = date(2025, 1, 1)
-- $last = date(2025, 6, 30)
SELECT
  _bucket,
  AVG(_v0),
  COUNT(_v0),
  SUM(_n0),
  SUM(_t0)
FROM (
  SELECT
    _bucket,
    CASE
      WHEN "p_b06f39ea3a" > 0
      THEN 100.0 * (
        COALESCE("p_c55efec6ec", 0)
      ) / NULLIF(COALESCE("p_f9bb15c627", 0), 0)
    END AS _v0,
    "p_00e30a40e9" AS _n0,
    "p_b06f39ea3a" AS _t0
  FROM (
    SELECT
      _bucket,
      "model_id",
      SUM("p_00e30a40e9") AS "p_00e30a40e9",
      SUM("p_b06f39ea3a") AS "p_b06f39ea3a",
      SUM("p_c55efec6ec") AS "p_c55efec6ec",
      SUM("p_f9bb15c627") AS "p_f9bb15c627"
    FROM "cube_control_evidence_by_model_id" AS r
    JOIN (
      SELECT
        CAST(DATE_TRUNC('QUARTER', _month) AS DATE) AS _bucket,
        MAX(_month) AS _month
      FROM "cube_control_evidence_by_model_id"
      WHERE
        _month BETWEEN $first AND $last
      GROUP BY
        1
    ) AS newest
      USING (_month)
    WHERE
      TRUE
    GROUP BY
      _bucket,
      "model_id"
  )
)
GROUP BY
  _bucket
ORDER BY
  ALL
