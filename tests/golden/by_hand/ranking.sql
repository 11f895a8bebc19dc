-- Every pair of a positive and a negative, compared one by one.
WITH scored AS (SELECT CAST(date_trunc('quarter', ts) AS DATE) AS quarter, score, actual FROM facts_predictions)
SELECT quarter, avg(CASE WHEN p.score > n.score THEN 1.0 WHEN p.score = n.score THEN 0.5 ELSE 0.0 END),
  (SELECT count(actual) FROM scored AS s WHERE s.quarter = p.quarter),
  (SELECT count(actual) FROM scored AS s WHERE s.quarter = p.quarter),
  (SELECT count(*) FROM scored AS s WHERE s.quarter = p.quarter)
FROM scored AS p JOIN scored AS n USING (quarter)
WHERE p.actual = 1 AND n.actual = 0 GROUP BY quarter ORDER BY quarter
