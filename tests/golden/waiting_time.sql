-- $starts = [date(2025, 1, 1), date(2025, 4, 1)]
-- $ends = [date(2025, 3, 31), date(2025, 6, 30)]
SELECT
  _bucket,
  DATE_DIFF('DAY', _began, COALESCE(_done, _left, _end)) AS _days,
  NOT _done IS NULL AS _finished,
  NOT _began IS NULL AS _started,
  _over AND NOT _dated AS _undated
FROM (
  SELECT
    _bucket,
    _end,
    "initiative_id",
    BOOL_OR(CAST("stage" IN ('production', 'retired') AS BOOLEAN)) AS _over,
    MIN(CAST("event_date" AS DATE)) FILTER(WHERE
      "gate" = 'G1' OR (
        "gate" IS NULL AND "to_stage" IN ('idea', 'prototype')
      )) AS _began,
    MIN(CAST("event_date" AS DATE)) FILTER(WHERE
      "to_stage" = 'production') AS _done,
    CASE
      WHEN ARG_MAX("to_stage" IN ('paused', 'retired'), (CAST("event_date" AS DATE), _line))
      THEN MAX(CAST("event_date" AS DATE))
    END AS _left
  FROM (
    SELECT
      UNNEST($starts) AS _bucket,
      UNNEST($ends) AS _end
  ) AS p
  JOIN (
    SELECT
      f.*,
      k0."stage" AS "stage"
    FROM "facts_stage_events" AS f
    LEFT JOIN "lookup_initiatives" AS k0
      ON k0."initiative_id" = f."initiative_id"
  ) AS e
    ON CAST("event_date" AS DATE) <= p._end
  GROUP BY ALL
)
JOIN (
  SELECT
    "initiative_id",
    BOOL_OR(
      CAST((
        "to_stage" = 'production'
      ) OR (
        "to_stage" IN ('paused', 'retired')
      ) AS BOOLEAN)
    ) AS _dated
  FROM "facts_stage_events"
  GROUP BY
    1
)
  USING ("initiative_id")
ORDER BY
  ALL
