-- Counts per bin, half a row added where a model has an empty bin on either side; 200 rows are needed on both.
WITH counts AS (
  SELECT CAST(date_trunc('quarter', ts) AS DATE) AS quarter, model_id, CAST(floor(score * 10) AS INTEGER) AS bin, count(*) AS n
  FROM facts_predictions GROUP BY 1, 2, 3
), grid AS (
  SELECT q.quarter, q.model_id, b.bin,
    coalesce((SELECT n FROM counts AS c WHERE c.quarter = DATE '2025-04-01' AND c.model_id = q.model_id AND c.bin = b.bin), 0) AS e,
    coalesce((SELECT n FROM counts AS c WHERE c.quarter = q.quarter AND c.model_id = q.model_id AND c.bin = b.bin), 0) AS a
  FROM (SELECT DISTINCT quarter, model_id FROM counts) AS q, (SELECT unnest(range(10)) AS bin) AS b
), shares AS (
  SELECT quarter, model_id, a, e,
    CASE WHEN min(least(a, e)) OVER w = 0 THEN 0.5 ELSE 0.0 END AS plus, sum(a) OVER w AS all_a, sum(e) OVER w AS all_e
  FROM grid WINDOW w AS (PARTITION BY quarter, model_id)
), each AS (
  SELECT quarter, model_id, max(all_a) AS n, sum(
    ((a + plus) / (all_a + 10 * plus) - (e + plus) / (all_e + 10 * plus))
    * ln(((a + plus) / (all_a + 10 * plus)) / ((e + plus) / (all_e + 10 * plus)))) AS psi
  FROM shares WHERE all_a >= 200 AND all_e >= 200 GROUP BY quarter, model_id
)
SELECT quarter, max(psi), sum(n), sum(n), sum(n) FROM each GROUP BY quarter ORDER BY quarter
