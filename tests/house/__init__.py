"""The rules of the house as tests: shape, names, imports, clocks, words and documents."""
