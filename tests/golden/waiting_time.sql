-- $starts = [date(2025, 1, 1), date(2025, 4, 1)]
-- $ends = [date(2025, 3, 31), date(2025, 6, 30)]
SELECT
  _bucket,
  DATE_DIFF('DAY', _began, COALESCE(_done, _left, _end)) AS _days,
  NOT _done IS NULL AS _finished,
  NOT _began IS NULL AS _started
FROM (
  SELECT
    _bucket,
    _end,
    "initiative_id",
    MIN(CAST("event_date" AS DATE)) FILTER(WHERE
      "gate" = 'G1') AS _began,
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
  JOIN "facts_stage_events" AS e
    ON CAST("event_date" AS DATE) <= p._end
  GROUP BY ALL
)
ORDER BY
  ALL
