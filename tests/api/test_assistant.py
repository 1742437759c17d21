# SPDX-License-Identifier: Apache-2.0
"""Stage 3 over the sample: streams and JSON, attaching again, validation, history, suggestions."""

import concurrent.futures
import contextlib
import json
import signal
import sqlite3
import time
import uuid

import httpx
import pytest
from conftest import assert_problem, events, generate, wait_until

BASE = "/api/v1/sql-assistant"
QUESTION = "How many customers are there in each country?"


def ask_json(http, query, **body):
    return http.post(f"{BASE}/generate", json={"query": query, **body}, headers={"Accept": "application/json"})


def test_stream(http):
    messages = generate(http, QUESTION)
    assert [i for i, _ in messages] == list(range(1, len(messages) + 1))
    types = [m["type"] for _, m in messages]
    assert set(types) == {"stage", "sql_chunk", "generation_complete"} and types[-1] == "generation_complete"
    last = messages[-1][1]
    chunks = "".join(m["content"] for _, m in messages if m["type"] == "sql_chunk")
    assert chunks.split() == last["sql"].split()  # the last message's SQL is laid out in lines
    assert {"generation_id", "sql", "explanation", "confidence_score", "validation", "tables_considered", "tables_used",
            "assumptions", "repairs", "model", "tokens", "ms"} <= last.keys()
    assert last["validation"]["is_valid"] and last["tables_used"] == ["Customer"] and last["tokens"].keys() == {"in", "out"}
    assert last["sql"].upper().startswith("SELECT") and "Customer" in last["sql"]


def test_json(http):
    answer = ask_json(http, QUESTION)
    assert answer.status_code == 200 and answer.headers["content-type"] == "application/json"
    assert answer.json()["type"] == "generation_complete" and answer.json()["sql"]


def test_stream_headers(http):
    with http.stream("POST", f"{BASE}/generate", json={"query": QUESTION}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        assert response.headers["cache-control"] == "no-store" and response.headers["x-accel-buffering"] == "no"
        uuid.UUID(response.headers["x-generation-id"])
        response.read()


def test_abstaining_is_an_answer(http):
    answer = ask_json(http, "qwxzj vbnm asdf").json()
    assert answer["sql"] is None and answer["confidence_score"] is None and answer["message"]


def test_resume(http):
    messages = generate(http, QUESTION)
    generation = messages[-1][1]["generation_id"]
    url = f"{BASE}/generate/{generation}/events"
    for after in (0, 3, len(messages) - 1):
        with http.stream("GET", url, headers={"Last-Event-ID": str(after)}) as response:
            assert events(response) == messages[after:]
    with http.stream("GET", url, params={"last_event_id": 2}) as response:
        assert events(response) == messages[2:]
    assert http.get(url, headers={"Last-Event-ID": str(len(messages))}).status_code == 204
    assert_problem(http.get(f"{BASE}/generate/{uuid.uuid4()}/events"), 404)


def test_resume_after_restart(fresh, tmp_path):
    first = fresh()
    messages = generate(first.http, QUESTION)
    url = f"{BASE}/generate/{messages[-1][1]['generation_id']}/events"
    assert first.stop()[0] == 0
    second = fresh()
    with second.http.stream("GET", url, headers={"Last-Event-ID": "2"}) as response:
        assert events(response) == messages[2:]
    assert second.http.get(f"{BASE}/history").json()["items"][0]["query"] == QUESTION


@contextlib.contextmanager
def slow_source(server):
    """The sample's file is locked by somebody else, so that an answer takes as long as this lasts, a few seconds at most."""
    path = server.http.get("/api/v1/data-sources").json()["items"][0]["config"]["path"]
    lock = sqlite3.connect(path, isolation_level=None, timeout=30)
    lock.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        lock.rollback()
        lock.close()


def kill_in_the_middle(server, messages=3, **body):
    """Ask, see some messages, and kill -9 the server; the generation's id and what was seen of it."""
    seen = []
    with slow_source(server):
        try:
            with server.http.stream("POST", f"{BASE}/generate?detach=1", json={"query": QUESTION, **body}) as response:
                generation = response.headers["x-generation-id"]
                for line in response.iter_lines():
                    if line.startswith("id: "):
                        seen.append(int(line[4:]))
                    if len(seen) == messages:
                        server.process.kill()
        except httpx.HTTPError:
            pass
        server.process.wait()
    return generation, seen


def follow(http, generation, after=0):
    with http.stream("GET", f"{BASE}/generate/{generation}/events", headers={"Last-Event-ID": str(after)}, timeout=60) as response:
        assert response.status_code == 200, response.read()
        return events(response)


def test_an_answer_whose_server_was_killed_ends_right(fresh):
    whole = None
    first = fresh()
    whole = generate(first.http, QUESTION)[-1][1]
    generation, seen = kill_in_the_middle(first)
    assert len(seen) >= 3
    second = fresh()
    entry = second.http.get(f"{BASE}/generations/{generation}").json()
    assert entry["status"] == "interrupted" and entry["finished_at"] is None
    # a client that saw the beginning gets all of the next attempt, and is told that it begins anew
    messages = follow(second.http, generation, seen[-1])
    assert messages[0][1] == {"type": "restart", "attempt": 1, "generation_id": generation}
    assert all(number > seen[-1] for number, _ in messages)
    last = messages[-1][1]
    assert last["type"] == "generation_complete" and last["generation_id"] == generation and last["sql"] == whole["sql"]
    # it is one question in the history, with one answer, which every later client gets
    found = second.http.get(f"{BASE}/history", params={"q": QUESTION}).json()
    assert [(e["id"], e["status"]) for e in found["items"][:1]] == [(generation, "complete")] and found["total"] == 2
    assert follow(second.http, generation) == messages
    assert follow(second.http, generation, messages[2][0]) == messages[3:]
    # and it stays when the server is killed again
    second.process.kill()
    second.process.wait()
    third = fresh()
    assert follow(third.http, generation, seen[-1]) == messages


def test_it_is_taken_up_once_however_many_ask(fresh):
    generation, seen = kill_in_the_middle(fresh())
    second = fresh()
    with slow_source(second), concurrent.futures.ThreadPoolExecutor(8) as pool:
        def one(after):
            with httpx.Client(base_url=second.url, timeout=60) as own:
                for _ in range(50):
                    with own.stream("GET", f"{BASE}/generate/{generation}/events", headers={"Last-Event-ID": str(after)}) as response:
                        if response.status_code == 200:
                            return events(response)
                        assert response.status_code == 503 and response.read()
                    time.sleep(0.1)
        streams = list(pool.map(one, [0, seen[-1]] * 4))
    assert all(s == streams[0] for s in streams)
    assert [m["attempt"] for _, m in streams[0] if m["type"] == "restart"] == [1]
    assert streams[0][-1][1]["type"] == "generation_complete"


def test_it_is_asked_as_it_was_asked(fresh):
    """Options are kept: without an explanation, from the tables that were selected."""
    first = fresh()
    tables = [t["id"] for t in first.http.get("/api/v1/data-catalog/tables").json()["items"] if t["table_name"] == "Customer"]
    generation, _ = kill_in_the_middle(first, selected_tables=tables, options={"include_explanation": False})
    last = follow(fresh().http, generation)[-1][1]
    assert last["sql"] and last["explanation"] is None and [t["name"] for t in last["tables_considered"]] == ["Customer"]


def test_an_abandoned_answer_can_be_stopped(fresh):
    generation, seen = kill_in_the_middle(fresh())
    second = fresh()
    assert second.http.delete(f"{BASE}/generate/{generation}").status_code == 204
    assert second.http.get(f"{BASE}/generations/{generation}").json()["status"] == "cancelled"
    assert follow(second.http, generation, seen[-1])[-1][1]["type"] == "error"


def test_an_answer_whose_source_is_gone_ends_with_a_sentence(fresh):
    generation, seen = kill_in_the_middle(fresh())
    second = fresh()
    second.http.delete(f"/api/v1/data-sources/{second.source_id()}")
    last = follow(second.http, generation, seen[-1])[-1][1]
    assert last["type"] == "error" and "deleted" in last["message"]


def test_a_server_that_is_told_to_stop_finishes_the_answer(fresh):
    first = fresh()
    with contextlib.ExitStack() as lock:
        lock.enter_context(slow_source(first))
        with first.http.stream("POST", f"{BASE}/generate", json={"query": QUESTION}) as response:
            first.process.send_signal(signal.SIGTERM)
            lock.close()
            assert events(response)[-1][1]["type"] == "generation_complete"
    assert first.process.wait(30) == 0


def test_an_answer_that_outlives_the_drain_is_left_to_the_next_server(fresh):
    first = fresh("--drain", "1")
    with slow_source(first):
        with first.http.stream("POST", f"{BASE}/generate?detach=1", json={"query": QUESTION}) as response:
            generation = response.headers["x-generation-id"]
            first.process.send_signal(signal.SIGTERM)
            seen = events(response)
        assert first.process.wait(30) == 0
    assert seen[-1][1]["type"] == "stage"  # it ended without a last message: there is more to come
    second = fresh()
    assert second.http.get(f"{BASE}/generations/{generation}").json()["status"] == "interrupted"
    assert follow(second.http, generation, seen[-1][0])[-1][1]["type"] == "generation_complete"


def test_history(http, source_id):
    generation = ask_json(http, "How many albums are there?").json()["generation_id"]
    entry = http.get(f"{BASE}/history", params={"limit": 1}).json()["items"][0]
    assert entry["id"] == generation and entry["query"] == "How many albums are there?" and entry["status"] == "complete"
    assert entry["data_source_id"] == source_id and entry["created_at"] and entry["finished_at"]
    found = http.get(f"{BASE}/history", params={"q": "albums"}).json()
    assert found["total"] >= 1 and all("album" in (e["query"] + str(e["sql"])).lower() for e in found["items"])


def test_selected_tables(http, source_id):
    tables = http.get("/api/v1/data-catalog/tables", params={"data_source_id": source_id}).json()["items"]
    invoice = [t["id"] for t in tables if t["table_name"] == "Invoice"]
    answer = ask_json(http, "how many per country", selected_tables=invoice).json()
    assert answer["sql"] is None or answer["tables_used"] == ["Invoice"]
    assert_problem(ask_json(http, "how many", selected_tables=[str(uuid.uuid4())]), 400, "unknown_table")


@pytest.mark.parametrize("body, status", [
    ({}, 400), ({"query": ""}, 400), ({"query": "x" * 5000}, 400), ({"query": 1}, 400), ({"query": "x", "other": 1}, 400),
    ({"query": "x", "options": {"max_repairs": 99}}, 400), ({"query": "x", "options": {"sql_dialect": "oracle"}}, 400),
    ({"query": "x", "options": {"model": "gpt"}}, 400), ({"query": "x", "data_source_id": "nope"}, 404), ({"query": "x", "session_id": "nope"}, 404),
])
def test_bad_questions(http, body, status):
    assert_problem(http.post(f"{BASE}/generate", json=body), status)


def test_no_source(fresh):
    server = fresh(demo=False)
    assert_problem(server.http.post(f"{BASE}/generate", json={"query": "how many"}), 409, "no_source")


@pytest.mark.parametrize("sql, valid, where", [
    ("SELECT Country, COUNT(*) FROM Customer GROUP BY Country", True, None),
    ("SELECT 'DROP TABLE Customer'", True, None),
    ("DROP TABLE Customer", False, "security_issues"),
    ("SELECT 1; DELETE FROM Customer", False, "security_issues"),
    ("SELEC 1", False, None),
    ("SELECT Contry FROM Customer", False, "syntax_errors"),
])
def test_validate(http, source_id, sql, valid, where):
    answer = http.post(f"{BASE}/validate", json={"sql": sql, "data_source_id": source_id}).json()
    assert answer["sql"] == sql and answer["validation"]["is_valid"] is valid, answer
    assert answer["validation"].keys() >= {"is_valid", "syntax_errors", "security_issues", "suggestions"}
    if where:
        assert answer["validation"][where], answer


def test_did_you_mean(http, source_id):
    answer = http.post(f"{BASE}/validate", json={"sql": "SELECT Contry FROM Customer", "data_source_id": source_id})
    assert "Country" in answer.text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_suggestions(http, source_id, language):
    answer = http.get(f"{BASE}/suggestions", params={"language": language, "data_source_id": source_id}).json()
    assert answer["data_source_id"] == source_id and answer["language"] == language
    assert 0 < len(answer["suggestions"]) <= 4 and all(isinstance(q, str) and q for q in answer["suggestions"])


def slow_question(http):
    """A statement that takes long enough to be left alone."""
    return http.stream("POST", "/api/v1/data-analysis/execute", headers={"Accept": "text/event-stream"}, timeout=30, json={
        "sql": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000000) SELECT SUM(i) FROM n"})


def active(http):
    for line in http.get("/metrics").text.splitlines():
        if line.startswith("askdb_http_requests_active "):
            return float(line.split()[1])
    raise AssertionError("no such metric")


def test_a_client_that_leaves_cancels_the_query(server):
    own = httpx.Client(base_url=server.url)
    with slow_question(own) as response:
        assert response.status_code == 200
        assert wait_until(lambda: active(server.http) >= 2)  # the metrics request counts as well
    own.close()
    assert wait_until(lambda: active(server.http) == 1, 6)
    latest = server.http.get("/api/v1/data-analysis/history", params={"limit": 1}).json()["items"][0]
    assert latest["status"] == "cancelled"


def test_heartbeat(server):
    own = httpx.Client(base_url=server.url)
    with slow_question(own) as response:
        lines = response.iter_lines()
        assert next(lines) == ": hb"
    own.close()
    assert wait_until(lambda: active(server.http) == 1, 6)


def test_idempotent_generation(http):
    headers = {"Idempotency-Key": str(uuid.uuid4()), "Accept": "application/json"}
    first, second = (http.post(f"{BASE}/generate", json={"query": QUESTION}, headers=headers) for _ in range(2))
    assert first.text == second.text and json.loads(first.text)["generation_id"]
