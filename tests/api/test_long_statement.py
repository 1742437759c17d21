# SPDX-License-Identifier: Apache-2.0
"""A statement that outlives its request: 202, and it goes on as a job that can be followed, stopped, and taken up after a crash."""

import contextlib
import signal
import sqlite3
import time

import pgserver
import pytest
from conftest import assert_problem

END_S = 120
INLINE_MS = 150
SHORT = {"ASKDB_EXECUTE_INLINE_MS": str(INLINE_MS)}
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS n FROM n"


def counted(up_to):
    return f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {up_to}) "


LONG = counted(2_000_000) + "SELECT i % 3 AS rest, count(*) AS n FROM n GROUP BY 1 ORDER BY 1"
LONG_ROWS = [{"rest": 0, "n": 666_666}, {"rest": 1, "n": 666_667}, {"rest": 2, "n": 666_667}]


def execute(http, sql, **more):
    return http.post("/api/v1/data-analysis/execute", json={"sql": sql, **more})


def result(http, execution, **query):
    return http.get(f"/api/v1/data-analysis/results/{execution}", params=query).json()


def ended(http, execution):
    """The execution once it does not run any more."""
    deadline = time.monotonic() + END_S
    while time.monotonic() < deadline:
        got = result(http, execution)
        if got["status"] != "running":
            return got
        time.sleep(0.1)
    pytest.fail(f"{execution} still runs after {END_S} s")


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    from conftest import Server

    s = Server(tmp_path_factory.mktemp("short"), env=SHORT)
    yield s
    assert s.stop()[0] == 0


def test_it_goes_on_and_ends(short):
    r = execute(short.http, LONG, analysis_options={"language": "ja", "limit_rows": 2})
    assert r.status_code == 202
    begun = r.json()
    assert begun["status"] == "running" and begun["workflow_id"] and begun["data"] == [] and begun["finished_at"] is None
    assert r.headers["Location"] == f"/api/v1/data-analysis/results/{begun['id']}"
    done = ended(short.http, begun["id"])
    assert done["status"] == "completed" and done["error"] is None and done["finished_at"]
    assert done["data"] == LONG_ROWS[:2] and done["truncated"] is True  # the options travelled with the job
    assert [v["type"] for v in done["visualizations"]][:1] == ["chart"] and done["statistics"]["summary"]["rows_counted"] == 3
    listed = short.http.get("/api/v1/data-analysis/history").json()["items"][0]
    assert (listed["id"], listed["workflow_id"], listed["status"]) == (begun["id"], begun["workflow_id"], "completed")


def test_a_short_one_does_not(short):
    r = execute(short.http, "SELECT 1 AS one")
    assert r.status_code == 200 and r.json()["data"] == [{"one": 1}]
    assert result(short.http, r.json()["id"])["workflow_id"] is None


def test_rows_that_came_early_are_not_the_whole(short):
    """Out of the request's time with some rows there: the job reads all of them, nothing is cut."""
    sql = "SELECT 1 AS n UNION ALL SELECT * FROM (" + counted(1_500_000) + "SELECT count(*) FROM n)"
    r = execute(short.http, sql)
    assert r.status_code == 202
    done = ended(short.http, r.json()["id"])
    assert done["data"] == [{"n": 1}, {"n": 1_500_000}] and done["truncated"] is False


def test_what_is_refused_is_refused_at_once(short):
    r = execute(short.http, "DELETE FROM Artist")
    assert r.status_code == 422 and r.json()["code"] == "sql_rejected"
    r = execute(short.http, "SELECT nothing FROM Artist")
    assert r.status_code in (400, 422)


def test_stop(short):
    begun = execute(short.http, ENDLESS).json()
    stop = f"/api/v1/data-analysis/executions/{begun['id']}"
    assert short.http.delete(stop).status_code == 204
    got = result(short.http, begun["id"])
    assert got["status"] == "cancelled" and got["finished_at"]
    assert short.http.delete(stop).status_code == 204  # what has ended stays as it is
    assert result(short.http, begun["id"])["finished_at"] == got["finished_at"]
    # the slot is free again at once: as many as there are slots, one after the other
    for _ in range(4):
        one = execute(short.http, ENDLESS).json()
        assert short.http.delete(f"/api/v1/data-analysis/executions/{one['id']}").status_code == 204
    assert ended(short.http, execute(short.http, LONG).json()["id"])["data"] == LONG_ROWS
    assert short.http.delete("/api/v1/data-analysis/executions/nobody").status_code == 404


def test_the_same_request_again_is_the_same_job(short):
    key = {"Idempotency-Key": "long-1"}
    body = {"sql": LONG}
    first, again = (short.http.post("/api/v1/data-analysis/execute", json=body, headers=key) for _ in range(2))
    assert first.status_code == again.status_code == 202 and first.json()["id"] == again.json()["id"]
    ended(short.http, first.json()["id"])


def test_killed_and_taken_up(fresh, tmp_path):
    s = fresh(env=SHORT)
    begun = execute(s.http, counted(12_000_000) + "SELECT count(*) AS n FROM n").json()
    assert begun["status"] == "running"
    s.stop(signal.SIGKILL)
    s = fresh(env=SHORT, data_dir=tmp_path / "data")
    done = ended(s.http, begun["id"])
    assert done["status"] == "completed" and done["data"] == [{"n": 12_000_000}]


def test_drained_and_taken_up(fresh, tmp_path):
    """A server that is told to end does not wait for it, and does not call it stopped."""
    s = fresh(env=SHORT)
    begun = execute(s.http, counted(12_000_000) + "SELECT count(*) AS n FROM n").json()
    assert s.stop()[0] == 0
    s = fresh(env=SHORT, data_dir=tmp_path / "data")
    assert ended(s.http, begun["id"])["data"] == [{"n": 12_000_000}]


def test_postgresql(fresh):
    pgserver.require()
    with pgserver.PgServer() as pg:
        s = fresh(env=SHORT, demo=False)
        made = s.http.post("/api/v1/data-sources", json={"name": "pg", "url": pg.dsn.replace("postgresql://", "postgres://")})
        assert made.status_code == 201, made.text
        source = made.json()["id"]
        series = "FROM generate_series(1, 3000000) AS g(i)"
        done = ended(s.http, execute(s.http, f"SELECT i % 2 AS odd, count(*) AS n {series} GROUP BY 1 ORDER BY 1", data_source_id=source).json()["id"])
        assert done["data"] == [{"odd": 0, "n": 1_500_000}, {"odd": 1, "n": 1_500_000}]
        failed = ended(s.http, execute(s.http, f"SELECT 1 / (count(*) - 3000000) AS n {series}", data_source_id=source).json()["id"])
        assert failed["status"] == "failed" and "division by zero" in failed["error"] and failed["data"] == []
        assert "askdb_jobs_retried_total 0\n" in s.http.get("/metrics").text  # a statement's own fault is not tried again
        endless = execute(s.http, "SELECT count(*) AS n FROM generate_series(1, 99999) a, generate_series(1, 99999) b", data_source_id=source).json()
        assert endless["status"] == "running"
        assert s.http.delete(f"/api/v1/data-analysis/executions/{endless['id']}").status_code == 204
        running = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%99999%' AND pid <> pg_backend_pid()"
        deadline = time.monotonic() + END_S
        while pg.psql(running).strip() != "0":
            assert time.monotonic() < deadline, "the server still computes what was stopped"
            time.sleep(0.1)


def test_there_is_a_ceiling_on_how_many(fresh, tmp_path):
    s = fresh(env=SHORT)
    s.stop()
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "askdb.db")) as store, store:
        store.executemany("INSERT INTO analysis_executions (id, owner, sql, status, job_id, created_at) VALUES (?, '', 'x', 'running', ?, 1)",
                          [(f"e{i}", f"j{i}") for i in range(100)])
    s = fresh(env=SHORT, data_dir=tmp_path / "data")
    assert_problem(execute(s.http, LONG), 503, "too_many_statements")
    assert execute(s.http, "SELECT 1 AS one").status_code == 200
    assert result(s.http, "e0")["status"] == "failed"  # its job is gone: looking at it settles that
    assert execute(s.http, LONG).status_code == 202


def test_a_database_that_comes_back(fresh, tmp_path):
    """The connection is lost in the middle: the job tries again, and the statement comes to its end."""
    pgserver.require()
    with pgserver.PgServer() as pg:
        s = fresh(env=SHORT, demo=False)
        source = s.http.post("/api/v1/data-sources", json={"name": "pg", "url": pg.dsn.replace("postgresql://", "postgres://")}).json()["id"]
        begun = execute(s.http, "SELECT count(*) AS n FROM generate_series(1, 20000000) AS g(i)", data_source_id=source).json()
        victim = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%20000000%' AND pid <> pg_backend_pid()"
        deadline = time.monotonic() + END_S
        while "t" not in pg.psql(victim):
            assert time.monotonic() < deadline and result(s.http, begun["id"])["status"] == "running"
            time.sleep(0.05)
        assert ended(s.http, begun["id"])["data"] == [{"n": 20_000_000}]


def test_the_limit_is_checked(tmp_path):
    from conftest import Server

    for wrong in ("soon", "0", "999999999"):
        with pytest.raises(RuntimeError, match="ASKDB_EXECUTE_INLINE_MS must be a number of milliseconds from 50 to 30000"):
            Server(tmp_path / "data", env={"ASKDB_EXECUTE_INLINE_MS": wrong}, demo=False)
