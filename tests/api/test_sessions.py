# SPDX-License-Identifier: Apache-2.0
"""Conversations: what a question leans on, what is kept of both turns, and what becomes of it all when one is deleted."""

import concurrent.futures
import contextlib
import signal
import sqlite3
import uuid

from conftest import assert_problem, events, generate

BASE = "/api/v1/sql-assistant"


def begin(http, **body):
    answer = http.post(f"{BASE}/sessions", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def say(http, session, query, **body):
    answer = http.post(f"{BASE}/generate", json={"query": query, "session_id": session["id"], **body},
                       headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    return answer.json()


def look(http, session, **query):
    return http.get(f"{BASE}/sessions/{session['id']}", params=query).json()


def squeezed(sql):
    return " ".join(sql.split())


def test_follow_ups(http):
    session = begin(http)
    assert session["title"] is None and session["message_count"] == 0 and session["data_source_id"]
    first = say(http, session, "How many customers are in Germany?")
    assert first["rewritten_query"] is None and "'Germany'" in first["sql"]
    second = say(http, session, "and in France?")
    assert second["rewritten_query"] == "How many customers are in France?"
    assert squeezed(second["sql"]) == squeezed(first["sql"]).replace("Germany", "France")
    third = say(http, session, "what about invoices?")  # leans on the second as it was read
    assert third["rewritten_query"] == "How many invoices are in France?" and "Invoice" in third["tables_used"]
    alone = say(http, session, "How many tracks are there?")
    assert alone["rewritten_query"] is None and alone["tables_used"] == ["Track"]
    entry = http.get(f"{BASE}/generations/{second['generation_id']}").json()
    assert entry["query"] == "and in France?" and entry["session_id"] == session["id"]
    assert entry["rewritten_query"] == second["rewritten_query"]


def test_follow_up_in_japanese(http):
    session = begin(http)
    say(http, session, "ドイツの顧客は何人いますか？")
    assert say(http, session, "フランスは？")["rewritten_query"] == "フランスの顧客は何人いますか？"


def test_context_can_be_left_out(http):
    session = begin(http)
    say(http, session, "How many customers are in Germany?")
    assert say(http, session, "and in France?", options={"use_context": False})["rewritten_query"] is None
    assert http.post(f"{BASE}/generate", json={"query": "and in France?"}, headers={"Accept": "application/json"}
                     ).json()["rewritten_query"] is None


def test_both_turns_are_kept(http):
    session = begin(http)
    first = say(http, session, "How many customers are in Germany?")
    generate(http, "qwxzj vbnm asdf", session_id=session["id"])  # streamed, and abstained
    got = look(http, session)
    assert got["title"] == "How many customers are in Germany?" and got["message_count"] == 4 and got["before"] is None
    assert [m["role"] for m in got["messages"]] == ["user", "assistant"] * 2
    assert [m["seq"] for m in got["messages"]] == [1, 2, 3, 4]
    assert got["messages"][1]["sql"] == first["sql"] and got["messages"][1]["content"] == first["explanation"]
    assert got["messages"][3]["sql"] is None and got["messages"][3]["content"]
    assert got["messages"][0]["generation_id"] == got["messages"][1]["generation_id"] == first["generation_id"]
    last = look(http, session, limit=3)
    assert [m["seq"] for m in last["messages"]] == [2, 3, 4] and last["before"] == 2
    assert [m["seq"] for m in look(http, session, before=last["before"])["messages"]] == [1]


def test_the_question_is_there_while_its_answer_forms(http):
    session = begin(http)
    body = {"query": "How many customers are there?", "session_id": session["id"]}
    with http.stream("POST", f"{BASE}/generate?detach=1", json=body) as response:
        waiting = look(http, session)["messages"]
        assert waiting[0]["role"] == "user" and waiting[0]["generation_id"] == response.headers["x-generation-id"]
        assert events(response)[-1][1]["type"] == "generation_complete"
    assert [m["role"] for m in look(http, session)["messages"]] == ["user", "assistant"]


def test_list_search_rename_delete(http):
    old, new = begin(http, title="Alpha talk"), begin(http, title="Beta talk")
    say(http, new, "How many customers are in Germany?")
    say(http, old, "How many playlists are there?")

    def ids(**query):
        return [s["id"] for s in http.get(f"{BASE}/sessions", params=query).json()["items"]]

    listed = ids()
    assert listed.index(old["id"]) < listed.index(new["id"])  # what was last spoken in first
    assert ids(q="beta TALK") == [new["id"]]
    assert old["id"] in ids(q="playlists are") and new["id"] not in ids(q="playlists are")
    assert new["id"] in ids(data_source_id=new["data_source_id"]) and ids(data_source_id=str(uuid.uuid4())) == []
    assert ids(limit=1) == listed[:1]
    renamed = http.patch(f"{BASE}/sessions/{old['id']}", json={"title": "Gamma"})
    assert renamed.status_code == 200 and renamed.json()["title"] == "Gamma" and look(http, old)["title"] == "Gamma"
    generation = look(http, old)["messages"][0]["generation_id"]
    assert http.delete(f"{BASE}/sessions/{old['id']}").status_code == 204
    assert_problem(http.get(f"{BASE}/sessions/{old['id']}"), 404)
    kept = http.get(f"{BASE}/generations/{generation}").json()
    assert kept["session_id"] is None and kept["sql"]


def test_bad_input(http):
    nowhere = str(uuid.uuid4())
    for method in ("get", "delete"):
        assert_problem(getattr(http, method)(f"{BASE}/sessions/{nowhere}"), 404)
    assert_problem(http.patch(f"{BASE}/sessions/{nowhere}", json={"title": "x"}), 404)
    assert_problem(http.post(f"{BASE}/sessions", json={"title": ""}), 400)
    assert_problem(http.post(f"{BASE}/sessions", json={"title": " \t "}), 400)
    assert begin(http, title="  Sales ")["title"] == "Sales"
    assert_problem(http.post(f"{BASE}/sessions", json={"title": "x" * 201}), 400)
    assert_problem(http.post(f"{BASE}/sessions", json={"data_source_id": nowhere}), 404)
    assert_problem(http.post(f"{BASE}/generate", json={"query": "x", "session_id": nowhere}), 404)
    session = begin(http)
    assert_problem(http.patch(f"{BASE}/sessions/{session['id']}", json={}), 400)
    assert_problem(http.get(f"{BASE}/sessions/{session['id']}", params={"limit": 0}), 400)
    assert_problem(http.get(f"{BASE}/sessions", params={"cursor": "zz"}), 400)


def test_many_at_once_lose_nothing(http):
    session = begin(http)
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda i: say(http, session, f"How many customers are there? {i}"), range(12)))
    got = look(http, session, limit=200)
    assert got["message_count"] == 24 and [m["seq"] for m in got["messages"]] == list(range(1, 25))
    for role in ("user", "assistant"):
        said = [m["generation_id"] for m in got["messages"] if m["role"] == role]
        assert sorted(said) == sorted(a["generation_id"] for a in answers)


def test_a_deleted_conversation_does_not_lose_the_answer(http):
    session = begin(http)
    body = {"query": "How many customers are there?", "session_id": session["id"]}
    with http.stream("POST", f"{BASE}/generate?detach=1", json=body) as response:
        assert http.delete(f"{BASE}/sessions/{session['id']}").status_code == 204
        assert events(response)[-1][1]["type"] == "generation_complete"


def test_it_survives_a_kill(fresh):
    first = fresh()
    session = begin(first.http)
    say(first.http, session, "How many customers are in Germany?")
    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    second = fresh()
    assert look(second.http, session)["message_count"] == 2
    assert say(second.http, session, "and in France?")["rewritten_query"] == "How many customers are in France?"


def test_a_conversation_has_an_end(fresh, tmp_path):
    """Its ceiling is told before anything is computed; what was said stays."""
    s = fresh()
    session = begin(s.http)
    s.stop()
    with contextlib.closing(sqlite3.connect(tmp_path / "data" / "askdb.db")) as store, store:
        store.executemany("INSERT INTO conversation_messages (session_id, seq, role, content, created_at) VALUES (?, ?, 'user', 'x', 1)",
                          [(session["id"], i + 1) for i in range(2000)])
    s = fresh(data_dir=tmp_path / "data")
    full = s.http.post(f"{BASE}/generate", json={"query": "How many tracks are there?", "session_id": session["id"]})
    assert_problem(full, 409, "session_full")
    assert look(s.http, session)["message_count"] == 2000
