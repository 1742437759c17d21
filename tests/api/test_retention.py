# SPDX-License-Identifier: Apache-2.0
"""What is past its time is gone after the next start; what is not, or is never to go, is still there."""

import sqlite3

from conftest import wait_until

YEAR_MS = 365 * 86400 * 1000


def ask_and_run(http):
    """An answered question and the result of its SQL; both ids."""
    answer = http.post("/api/v1/sql-assistant/generate", json={"query": "How many customers are there?"},
                       headers={"Accept": "application/json"}).json()
    run = http.post("/api/v1/data-analysis/execute",
                    json={"sql": answer["sql"], "sql_generation_id": answer["generation_id"]}).json()
    return answer["generation_id"], run["id"]


def forget_the_day(db):
    """As if no daily job had run today."""
    db.execute("DELETE FROM job_tasks WHERE what LIKE 'Retention.%'")
    db.execute("DELETE FROM jobs WHERE kind = 'Retention'")


def age(path, generation_id, execution_id):
    """As if both were two years old."""
    with sqlite3.connect(path) as db:
        db.execute("UPDATE sql_generations SET created_at = created_at - ?, finished_at = finished_at - ? WHERE id = ?",
                   (2 * YEAR_MS, 2 * YEAR_MS, generation_id))
        db.execute("UPDATE analysis_executions SET created_at = created_at - ? WHERE id = ?", (2 * YEAR_MS, execution_id))
        forget_the_day(db)
    db.close()


def status(server, generation_id, execution_id):
    return (server.http.get(f"/api/v1/sql-assistant/generations/{generation_id}").status_code,
            server.http.get(f"/api/v1/data-analysis/results/{execution_id}").status_code)


def test_old_questions_and_results_go(fresh, tmp_path):
    server = fresh()
    old, new = ask_and_run(server.http), ask_and_run(server.http)
    trained = server.http.get("/api/v0/get_training_data").json()["count"]
    server.stop()
    age(tmp_path / "data" / "askdb.db", *old)

    kept = fresh(env={"ASKDB_KEEP_DAYS": "0"})
    assert status(kept, *old) == (200, 200)
    kept.stop()
    age(tmp_path / "data" / "askdb.db", *new)

    server = fresh(env={"ASKDB_KEEP_DAYS": "1000"})
    fresh_one = ask_and_run(server.http)
    assert status(server, *old) == (200, 200), "two years are not a thousand days"
    server.stop()
    with sqlite3.connect(tmp_path / "data" / "askdb.db") as db:
        forget_the_day(db)
    db.close()

    server = fresh()
    assert wait_until(lambda: status(server, *old) == (404, 404) and status(server, *new) == (404, 404))
    assert status(server, *fresh_one) == (200, 200)
    assert server.http.get("/api/v0/get_training_data").json()["count"] == trained
    assert len(server.http.get("/api/v1/data-sources").json()["items"]) == 1
