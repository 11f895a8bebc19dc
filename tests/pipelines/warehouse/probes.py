"""What somebody would try on a DuckDB connection to get out of it, and what becomes of it.

``{outside}`` is a folder that is nobody's business, ``{store}`` the workspace, ``{inside}`` its
facts. REFUSED must fail and leave no file; HARMLESS works and reaches nothing; RESIDUAL works
and is a risk that the lock does not cover. It stays small because no text of a file, an address
or a person ever becomes SQL (``tests/pipelines/metrics/test_grammar.py``) and because nobody
but the app writes in the store.
"""

from __future__ import annotations

READ_OUTSIDE = [
    "FROM read_csv('{outside}/secret.csv')",
    "FROM read_text('{outside}/secret.csv')",
    "FROM read_blob('{outside}/secret.csv')",
    "FROM read_json('{outside}/secret.csv')",
    "FROM read_ndjson('{outside}/secret.csv')",
    "FROM read_parquet('{outside}/secret.parquet')",
    "FROM parquet_metadata('{outside}/secret.parquet')",
    "FROM parquet_schema('{outside}/secret.parquet')",
    "FROM parquet_kv_metadata('{outside}/secret.parquet')",
    "FROM read_duckdb('{outside}/secret.duckdb')",
    "FROM sniff_csv('{outside}/secret.csv')",
    "FROM glob('{outside}/*')",
    "FROM glob('/etc/*')",
    "FROM glob('*')",
    "FROM '{outside}/secret.csv'",
    "FROM '{outside}/secret.parquet'",
    "FROM 'secret.csv'",
    "FROM read_csv('secret.csv')",
    "FROM read_csv('.tmp/secret.csv')",
    "FROM read_csv('file://{outside}/secret.csv')",
    "FROM read_csv('{inside}/../../outside/secret.csv')",
    "FROM read_csv('{inside}/./.././../outside/secret.csv')",
    "FROM read_csv('{inside}/link.csv')",
    "FROM read_csv('{inside}/linked/secret.csv')",
    "FROM glob('{inside}/linked/*')",
    "FROM read_csv('{inside}/**/secret.csv')",
    "FROM read_csv(['{inside}/ours.csv', '{outside}/secret.csv'])",
    "FROM read_text('/proc/self/environ')",
    "FROM read_text('/dev/stdin')",
    "FROM query('FROM read_text(''{outside}/secret.csv'')')",
    "FROM query_table('{outside}/secret.csv')",
    "FROM json_execute_serialized_sql(json_serialize_sql('FROM ''{outside}/secret.csv'''))",
    "SET VARIABLE f = '{outside}/secret.csv'; FROM read_text(getvariable('f'))",
    "PREPARE p AS FROM read_text('{outside}/secret.csv')",
    "CREATE VIEW v AS FROM read_text('{outside}/secret.csv')",
    "CREATE MACRO m() AS TABLE FROM read_text('{outside}/secret.csv'); FROM m()",
    "CREATE TABLE t (a VARCHAR); COPY t FROM '{outside}/secret.csv'",
]
RECORDS = [
    "FROM read_blob('{store}/records.sqlite')",
    "FROM read_blob('{inside}/../records.sqlite')",
    "FROM glob('{store}/*')",
    "FROM sqlite_scan('{store}/records.sqlite', 'people')",
    "ATTACH '{store}/records.sqlite'",
    "ATTACH '{store}/records.sqlite' (TYPE sqlite)",
    "COPY (SELECT 1) TO '{store}/records.sqlite'",
]
WRITE_OUTSIDE = [
    "COPY (SELECT 1) TO '{outside}/new.csv'",
    "COPY (SELECT 1) TO '{outside}/new.parquet' (FORMAT parquet)",
    "COPY (SELECT 1 AS a) TO '{outside}/new' (FORMAT parquet, PARTITION_BY (a))",
    "COPY (SELECT 1) TO 'new.csv'",
    "COPY (SELECT 1) TO '.tmp/new.csv'",
    "COPY (SELECT 1) TO '/dev/stdout'",
    "COPY (SELECT 1) TO '{inside}/linked/new.csv'",
    "COPY (SELECT 1) TO '{inside}/../../outside/new.csv'",
    "EXPORT DATABASE '{outside}/new'",
    "IMPORT DATABASE '{outside}'",
    "ATTACH '{outside}/secret.duckdb'",
    "ATTACH '{outside}/new.duckdb'",
]
CODE_AND_NETWORK = [
    "INSTALL httpfs",
    "LOAD httpfs",
    "INSTALL sqlite",
    "INSTALL '{outside}/x.duckdb_extension'",
    "LOAD '{outside}/x.duckdb_extension'",
    "FORCE INSTALL httpfs FROM community",
    "UPDATE EXTENSIONS",
    "FROM read_csv('http://127.0.0.1:9/x.csv')",
    "FROM read_csv('https://127.0.0.1:9/x.csv')",
    "FROM 'https://127.0.0.1:9/x.parquet'",
    "FROM read_parquet('s3://bucket/x.parquet')",
    "ATTACH 'https://127.0.0.1:9/x.duckdb'",
    "ATTACH 'ducklake:{outside}/x'",
    "CREATE PERSISTENT SECRET s (TYPE http)",
    "CREATE SECRET s (TYPE s3, KEY_ID 'a', SECRET 'b')",
    "SELECT getenv('HOME')",
    "FROM python_variable",
    "FROM pandas_scan(1)",
    "CALL start_ui()",
]
SETTINGS = [
    "SET enable_external_access = true",
    "SET lock_configuration = false",
    "SET allowed_directories = ['/']",
    "SET allowed_paths = ['/etc/passwd']",
    "RESET allowed_directories",
    "SET memory_limit = '20GB'",
    "PRAGMA memory_limit='20GB'",
    "SET threads = 64",
    "SET SESSION threads = 1",
    "SET max_execution_time = 0",
    "SET GLOBAL max_execution_time = 0",
    "RESET max_execution_time",
    "SET home_directory = '{outside}'",
    "SET secret_directory = '{outside}'",
    "SET extension_directory = '{outside}'",
    "SET custom_extension_repository = 'http://127.0.0.1'",
    "SET allow_unsigned_extensions = true",
    "SET allow_community_extensions = true",
    "SET autoinstall_known_extensions = true",
    "SET autoload_known_extensions = true",
    "SET disabled_filesystems = ''",
    "SET file_search_path = '{outside}'",
    "SET python_enable_replacements = true",
    "SET python_scan_all_frames = true",
    "SET temp_directory = '{outside}'",
    "SET log_query_path = '{outside}/new.log'",
    "SET profiling_output = '{outside}/new.json'",
    "SET enable_profiling = 'json'",
    "PRAGMA enable_profiling",
    "PRAGMA enable_profiling='json'",
    "PRAGMA profiling_output='{outside}/new.json'",
    "CALL enable_profiling(save_location := '{outside}/new.json')",
    "CALL enable_logging()",
    "CALL enable_logging(storage='stdout')",
    "CALL enable_logging(storage='file', storage_config={{'path': '{outside}/new'}})",
    "FROM enable_logging(storage='file', storage_config={{'path': '{outside}/new'}})",
]
REFUSED = [*READ_OUTSIDE, *RECORDS, *WRITE_OUTSIDE, *CODE_AND_NETWORK, *SETTINGS]

HARMLESS = [
    "SELECT 1; SELECT 2",  # several statements in one call: each is under the same lock
    "EXPLAIN ANALYZE SELECT 1",
    "FROM duckdb_secrets()",  # there are none
    "FROM duckdb_logs",  # nothing is logged
    "SET schema = 'main'",  # which relations a name means; no file is behind it
    "SET VARIABLE f = 1",
    "CREATE SECRET s (TYPE http)",  # kept in memory, for a network that is not there
    "PRAGMA add_parquet_key('k', '0123456789112345')",
    "CHECKPOINT",
]
RESIDUAL = [
    "ATTACH ':memory:' AS memory_too",  # takes memory, within the limit
    "FROM read_csv('{inside}/hard.csv')",  # a hard link inside: only who can write there makes one
    "COPY (SELECT 1) TO '{inside}/new.csv'",  # the reader writes missing rollups, so it may write
    "ATTACH '{inside}/new.duckdb' AS file_too",
    "FROM glob('{inside}/*.csv')",
    "SELECT current_setting('allowed_directories')",  # tells the store's path
    "FROM duckdb_settings()",
]
