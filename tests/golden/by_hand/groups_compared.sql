SELECT quarter, min(rate) / max(rate), sum(n), sum(n), sum(n) FROM (
  SELECT CAST(date_trunc('quarter', ts) AS DATE) AS quarter, group_value, avg(predicted) AS rate, count(*) AS n
  FROM facts_predictions WHERE group_attr = 'age_band' GROUP BY 1, 2
) GROUP BY quarter ORDER BY quarter
