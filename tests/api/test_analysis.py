# SPDX-License-Identifier: Apache-2.0
"""Stage 4 over the sample: executing, reading again, exporting."""

import csv
import io

import pytest
from conftest import assert_problem, events

BASE = "/api/v1/data-analysis"
SQL = "SELECT Country, COUNT(*) AS n FROM Customer GROUP BY Country ORDER BY n DESC, Country"


@pytest.fixture(scope="module")
def result(http):
    answer = http.post(f"{BASE}/execute", json={"sql": SQL})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_execute(result):
    assert {"id", "sql", "status", "execution_time_ms", "row_count", "truncated", "columns", "data", "statistics",
            "visualizations", "created_at"} <= result.keys()
    assert result["status"] == "completed" and result["row_count"] == len(result["data"]) and not result["truncated"]
    assert [c["name"] for c in result["columns"]] == ["Country", "n"] and list(result["data"][0]) == ["Country", "n"]
    assert {"name", "type", "null_count", "unique_count"} <= result["columns"][0].keys()
    assert {"summary", "insights", "anomalies"} <= result["statistics"].keys()
    chart = [v for v in result["visualizations"] if v["type"] == "chart"][0]
    assert {"title", "config", "data"} <= chart.keys() and chart["config"]["chart_type"] == "bar"
    assert isinstance(chart["data"]["data"], list)


def test_options(http):
    answer = http.post(f"{BASE}/execute", json={"sql": SQL, "analysis_options": {
        "include_statistics": False, "generate_insights": False, "visualize_data": False, "limit_rows": 3}}).json()
    assert len(answer["data"]) == 3 and answer["truncated"]
    assert not [v for v in answer["visualizations"] if v["type"] == "chart"]


def test_results_again(http, result):
    again = http.get(f"{BASE}/results/{result['id']}", params={"limit": 200}).json()
    assert again["data"] == result["data"] and again["next"] is None
    assert again["statistics"] == result["statistics"] and again["sql"] == result["sql"]
    rows, cursor = [], None
    while True:
        page = http.get(f"{BASE}/results/{result['id']}", params={"limit": 5, **({"cursor": cursor} if cursor else {})}).json()
        rows += page["data"]
        cursor = page["next"]
        if not cursor:
            break
    assert rows == result["data"]
    assert_problem(http.get(f"{BASE}/results/nope"), 404)
    assert_problem(http.get(f"{BASE}/results/{result['id']}", params={"cursor": "x"}), 400)


def test_stream(http, result):
    with http.stream("POST", f"{BASE}/execute", json={"sql": SQL}, headers={"Accept": "text/event-stream"}) as response:
        messages = [m for _, m in events(response)]
    assert [m["type"] for m in messages if m["type"] != "insight"] == ["row_batch", "stats", "final"]
    assert messages[0]["rows"] == result["data"] and messages[-1]["row_count"] == result["row_count"]


def test_large_stream(http):
    sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) SELECT i, printf('%0900d', i) AS t FROM n"
    with http.stream("POST", f"{BASE}/execute", json={"sql": sql}, headers={"Accept": "text/event-stream"}) as response:
        messages = [m for _, m in events(response)]
    rows = [r["i"] for m in messages if m["type"] == "row_batch" for r in m["rows"]]
    assert rows == list(range(1, 10001)) and messages[-1]["type"] == "final"


def test_failing_stream(http):
    with http.stream("POST", f"{BASE}/execute", json={"sql": "SELECT nope FROM Customer"},
                     headers={"Accept": "text/event-stream"}) as response:
        messages = [m for _, m in events(response)]
    assert [m["type"] for m in messages] == ["error"] and "nope" in messages[0]["message"]


@pytest.mark.parametrize("sql", ["DELETE FROM Customer", "DROP TABLE Customer", "SELECT 1; SELECT 2", "ATTACH 'x' AS y",
                                 "PRAGMA journal_mode = DELETE", "SELECT load_extension('x')"])
def test_refused(http, sql):
    assert_problem(http.post(f"{BASE}/execute", json={"sql": sql}), 422, "sql_rejected")


def test_database_errors_are_told(http):
    problem = assert_problem(http.post(f"{BASE}/execute", json={"sql": "SELECT nope FROM Customer"}), 502)
    assert "nope" in problem["detail"] and problem["position"] == 8
    latest = http.get(f"{BASE}/history", params={"limit": 1}).json()["items"][0]
    assert latest["status"] == "failed" and "nope" in latest["error"]


@pytest.mark.parametrize("body", [{}, {"sql": ""}, {"sql": "SELECT 1", "analysis_options": {"limit_rows": 0}},
                                  {"sql": "SELECT 1", "analysis_options": {"limit": 5}}])
def test_bad_bodies(http, body):
    assert_problem(http.post(f"{BASE}/execute", json=body), 400)


def test_numbers_keep_their_digits(http):
    row = http.post(f"{BASE}/execute", json={"sql": "SELECT 9007199254740993 AS big, 0.1 AS small, NULL AS none"}).json()["data"][0]
    assert row == {"big": "9007199254740993", "small": 0.1, "none": None}


def test_export(http, result):
    for answer in (http.post(f"{BASE}/export", json={"analysis_id": result["id"], "format": "csv"}),
                   http.get(f"{BASE}/results/{result['id']}/export")):
        assert answer.headers["content-type"].startswith("text/csv")
        assert answer.headers["content-disposition"] == f'attachment; filename="{result["id"]}.csv"'
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[0] == ["Country", "n"] and len(rows) == result["row_count"] + 1
    exported = http.post(f"{BASE}/export", json={"analysis_id": result["id"], "format": "json", "include_metadata": True})
    assert exported.json()["data"] == result["data"] and exported.json()["sql"] == result["sql"]
    assert_problem(http.post(f"{BASE}/export", json={"analysis_id": "nope"}), 404)
    assert_problem(http.post(f"{BASE}/export", json={"analysis_id": result["id"], "format": "pdf"}), 400)


def test_formulas_are_disarmed(http):
    made = http.post(f"{BASE}/execute", json={"sql": "SELECT '=1+1' AS a, -5 AS b"}).json()
    text = http.get(f"{BASE}/results/{made['id']}/export").content.decode("utf-8-sig")
    assert "'=1+1,-5" in text


def test_history_survives(fresh):
    first = fresh()
    made = first.http.post(f"{BASE}/execute", json={"sql": SQL}).json()
    first.process.kill()
    first.process.wait()
    second = fresh()
    assert second.http.get(f"{BASE}/history").json()["items"][0]["id"] == made["id"]
    assert second.http.get(f"{BASE}/results/{made['id']}", params={"limit": 200}).json()["data"] == made["data"]


def test_a_result_can_be_read_whole(http, source_id):
    done = http.post("/api/v1/data-analysis/execute", json={"sql": "SELECT TrackId FROM Track", "data_source_id": source_id}).json()
    whole = http.get(f"/api/v1/data-analysis/results/{done['id']}", params={"limit": 10000}).json()
    assert len(whole["data"]) == done["rows_returned"] and whole["next"] is None
    assert_problem(http.get(f"/api/v1/data-analysis/results/{done['id']}", params={"limit": 10001}), 400, "invalid_query")
