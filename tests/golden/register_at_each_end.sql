-- $starts = [date(2025, 1, 1), date(2025, 4, 1)]
-- $ends = [date(2025, 3, 31), date(2025, 6, 30)]
SELECT
  _bucket,
  COALESCE("p_fd78354a78", 0),
  "p_f98743b72e",
  "p_f98743b72e",
  "p_49373dbffd"
FROM (
  SELECT
    _bucket,
    COUNT(CASE WHEN NOT "deployed_on" IS NULL AND "deployed_on" <= "period_end" THEN 1 END) AS "p_49373dbffd",
    COUNT(
      CASE
        WHEN (
          NOT "deployed_on" IS NULL AND "deployed_on" <= "period_end"
        )
        AND NOT "deployed_on" IS NULL
        THEN 1
      END
    ) AS "p_f98743b72e",
    SUM(
      CASE
        WHEN NOT "deployed_on" IS NULL AND "deployed_on" <= "period_end"
        THEN GREATEST(
          0,
          LEAST(
            DATE_DIFF(
              'DAY',
              CAST(GREATEST("deployed_on", "period_start") AS DATE),
              CAST("period_end" AS DATE)
            ) + 1,
            COALESCE(
              DATE_DIFF(
                'DAY',
                CAST(GREATEST("deployed_on", "period_start") AS DATE),
                CAST("retired_on" AS DATE)
              ),
              DATE_DIFF(
                'DAY',
                CAST(GREATEST("deployed_on", "period_start") AS DATE),
                CAST("period_end" AS DATE)
              ) + 1
            )
          )
        )
      END
    ) AS "p_fd78354a78"
  FROM (
    SELECT
      UNNEST($starts) AS _bucket,
      UNNEST($starts) AS period_start,
      UNNEST($ends) AS period_end
  ) AS p
  JOIN "facts_models" AS r
    ON r._month = (
      SELECT
        MAX(_month)
      FROM "facts_models"
    )
  WHERE
    TRUE
  GROUP BY
    _bucket
)
ORDER BY
  ALL
