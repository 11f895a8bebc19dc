SELECT DATE '2025-01-01', count(*) FILTER (WHERE answers = 0), count(*), sum(rows), sum(rows)
FROM (SELECT model_id, count(status) AS answers, count(*) AS rows FROM facts_control_evidence GROUP BY model_id)
