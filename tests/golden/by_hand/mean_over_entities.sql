-- M-001: bias test (3) met, notice (1) partial = 3.5 of 4; M-002: silent = 0.
SELECT DATE '2025-01-01', (100 * 3.5 / 4 + 0) / 2, 2, 2, 3
