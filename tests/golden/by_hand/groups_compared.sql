SELECT quarter, min(rate) / max(rate), count(*), count(*) FROM (
  SELECT CAST(date_trunc('quarter', ts) AS DATE) AS quarter, group_value, avg(predicted) AS rate
  FROM facts_predictions WHERE group_attr = 'age_band' GROUP BY 1, 2
) GROUP BY quarter ORDER BY quarter
