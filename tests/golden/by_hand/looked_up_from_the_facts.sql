WITH unit_of AS (
  SELECT DISTINCT m.model_id, i.business_unit FROM facts_models AS m
  JOIN facts_initiatives AS i ON i.initiative_id = m.initiative_id AND i.quarter = '2025-Q2'
)
SELECT CAST(date_trunc('quarter', ts) AS DATE), business_unit,
  1.0 * count(*) FILTER (WHERE predicted = actual) / count(actual), count(actual), count(actual), count(*)
FROM facts_predictions JOIN unit_of USING (model_id) GROUP BY 1, 2 ORDER BY 1, 2
