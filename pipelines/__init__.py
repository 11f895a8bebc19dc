"""Numbers: from a file to a trusted, computed figure. Knows nothing of promises or screens.

- ``extracts/``: one data contract (YAML) per kind of file, its template, its dimensions;
- ``intake/``: read, map, check, commit; ``catalogue/``: which loads count, and since when;
- ``warehouse/``: the only room that runs analytical SQL; ``metrics/``: metrics.yaml to figures;
- ``uploads/``: a file from its arrival until it counts; ``dropped/``: watched folders;
  ``straight_through.py``: an upload without a person in between; ``foreign_rows.py``: from SQL;
- ``quality/``: how good data are, extracts and the datasets that initiatives need;
- ``demo/``: the fictional company; ``portfolio.py``: which initiatives there are;
- ``roadmap.py``: what each initiative costs and brings;
- ``workspace.py`` opens all of it; ``front_door/`` is ``python -m pipelines``;
- ``errors.py``, ``settings.py``, ``periods.py``, ``marked_yaml.py``: what every room stands on.
"""
