"""Apache Spark as the engine of the same dbt project, where one machine is no longer enough.

The accepted deliveries go out as Parquet files (`orchestration.ingest.lake`), dbt builds them on
Spark, and the finished marts come back into the build database, where they meet their constraints
and are published as ever.
"""
