SELECT CAST(month || '-01' AS DATE), model_id, 100.0 * sum(active_users) / sum(eligible_users), count(*), count(*), count(*)
FROM facts_adoption WHERE business_unit = 'Claims' AND month BETWEEN '2025-01' AND '2025-03'
GROUP BY 1, 2 ORDER BY 1, 2
