SELECT quarter, sum(n * gap) / sum(n), sum(n), sum(n), (SELECT count(*) FROM facts_predictions
  WHERE CAST(date_trunc('quarter', ts) AS DATE) = quarter)
FROM (
  SELECT CAST(date_trunc('quarter', ts) AS DATE) AS quarter, floor(score * 10) AS bin,
    count(*) AS n, abs(avg(score) - avg(actual)) AS gap
  FROM facts_predictions WHERE actual IS NOT NULL GROUP BY 1, 2
) GROUP BY quarter ORDER BY quarter
