# SPDX-License-Identifier: Apache-2.0
"""Every v1 route is called and what it answers is what the OpenAPI document says, member by member (see contract.py, which checks
the rest of the suite's calls too)."""

import httpx
import pytest

import contract
from conftest import generate, wait_until

SQL = "SELECT g.Name, count(*) AS tracks, sum(t.UnitPrice) AS price, max(t.Composer) AS composer FROM Genre g JOIN Track t ON t.GenreId = g.GenreId GROUP BY g.Name"


def call_sources(http, path):
    made = http.post("/api/v1/data-sources", json={"name": "second", "type": "sqlite", "config": {"path": path}}).json()
    one = f"/api/v1/data-sources/{made['id']}"
    http.post("/api/v1/data-sources/test", json={"name": "third", "type": "sqlite", "config": {"path": "/nowhere"}})
    http.get("/api/v1/data-sources")
    http.get("/api/v1/data-sources/health")
    http.get(one)
    http.put(one, json={"description": "another"})
    http.post(f"{one}/test")
    http.post(f"{one}/sync")
    http.get(f"{one}/health")
    http.post("/api/v1/data-sources/sample")
    http.delete(one)


def call_catalog(http, source):
    base = "/api/v1/data-catalog"
    job = http.post(f"{base}/refresh", json={"data_source_id": source}).json()["workflow_id"]
    assert wait_until(lambda: http.get(f"{base}/refresh/status/{job}").json()["status"] == "COMPLETED", 60)
    tree = http.get(f"{base}/sources/{source}").json()
    table = tree["schemas"][0]["tables"][0]
    http.get(f"{base}/schemas")
    http.get(f"{base}/tables")
    http.get(f"{base}/tables/{table['id']}")
    http.patch(f"{base}/tables/{table['id']}/description", json={"description": "what it is"})
    http.patch(f"{base}/columns/{table['columns'][0]['id']}/description", json={"description": None})
    http.get(f"{base}/search", params={"q": "e"})
    http.post(f"{base}/semantic-search", json={"query": "money earned"})
    http.post(f"{base}/similar", json={"table_id": table["id"]})
    http.get(f"{base}/stats")
    http.get(f"{base}/history")


def call_assistant(http):
    base = "/api/v1/sql-assistant"
    messages = generate(http, "How many customers are there in each country?")
    id = messages[-1][1]["generation_id"]
    with http.stream("GET", f"{base}/generate/{id}/events", headers={"Last-Event-ID": str(messages[-1][0])}) as response:
        assert response.status_code == 204
    for question in ("Which customers spent the most?", "What is the weather in Paris?"):
        http.post(f"{base}/generate", json={"query": question}, headers={"Accept": "application/json"})
    http.get(f"{base}/generations/{id}")
    http.delete(f"{base}/generate/{id}")
    for sql in ("SELECT 1", "DROP TABLE Genre", "SELECT nme FROM Genre", "SELECT ("):
        http.post(f"{base}/validate", json={"sql": sql})
    http.get(f"{base}/history")
    http.get(f"{base}/suggestions", params={"language": "ja"})
    session = f"{base}/sessions/{http.post(f'{base}/sessions', json={}).json()['id']}"
    for question in ("How many customers are in Germany?", "and in France?", "qwxzj vbnm asdf"):
        generate(http, question, session_id=session.rsplit("/", 1)[1])
    http.patch(session, json={"title": "Customers"})
    http.get(f"{base}/sessions")
    http.get(session)
    http.delete(session)


def call_analysis(http):
    base = "/api/v1/data-analysis"
    done = [http.post(f"{base}/execute", json={"sql": sql}).json()["id"] for sql in (
        SQL, "SELECT * FROM Track", "SELECT * FROM Invoice", "SELECT Name FROM Genre WHERE 0", "SELECT 1 AS n, NULL AS none, x'00ff' AS bytes",
        "SELECT InvoiceDate, sum(Total) AS total FROM Invoice GROUP BY InvoiceDate", "SELECT 9e999 AS big, 9007199254740993 AS exact")]
    http.post(f"{base}/execute", json={"sql": "DELETE FROM Genre"})
    for id in done:
        http.get(f"{base}/results/{id}")
        for format in ("csv", "json"):
            http.post(f"{base}/export", json={"analysis_id": id, "format": format, "include_metadata": True})
            http.get(f"{base}/results/{id}/export", params={"format": format})
    http.get(f"{base}/history")
    http.delete(f"{base}/executions/{done[0]}")


def follow(http, path, **kw):
    from conftest import events
    with http.stream(kw.pop("method", "GET"), path, headers={"Accept": "text/event-stream"}, **kw) as response:
        return events(response)


def test_every_v1_route_answers_as_documented(fresh):
    server = fresh()
    http = server.http
    call_sources(http, server.http.get("/api/v1/data-sources").json()["items"][0]["config"]["path"])
    call_catalog(http, server.source_id())
    call_assistant(http)
    follow(http, f"/api/v1/sql-assistant/generate/{http.get('/api/v1/sql-assistant/history').json()['items'][0]['id']}/events")
    call_analysis(http)
    follow(http, "/api/v1/data-analysis/execute", method="POST", json={"sql": SQL})
    for path in ("/api/v1/openapi.json", "/health", "/health/ready"):
        http.get(path)
    wanted = {op["operationId"] for path, item in http.contract.doc["paths"].items() if not path.startswith("/api/v0") for op in item.values()}
    assert wanted - http.contract.seen == set()


def answer_of(path, body, status=200):
    return httpx.Response(status, json=body, request=httpx.Request("GET", f"http://server{path}"))


def test_the_check_sees_what_is_wrong(http):
    stats = http.get("/api/v1/data-catalog/stats").json()
    check = contract.Contract(http.contract.doc).check
    check(answer_of("/api/v1/data-catalog/stats", stats))
    for wrong in ({**stats, "unsaid": 1}, {**stats, "total_tables": "many"}, {k: v for k, v in stats.items() if k != "total_tables"}):
        with pytest.raises(AssertionError):
            check(answer_of("/api/v1/data-catalog/stats", wrong))
    with pytest.raises(AssertionError):
        check(answer_of("/api/v1/data-catalog/stats", stats, 202))
