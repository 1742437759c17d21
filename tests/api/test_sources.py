# SPDX-License-Identifier: Apache-2.0
"""Stage 1: data sources, their life from creation to deletion, and what is refused."""

import concurrent.futures
import sqlite3

import httpx
import pytest
from conftest import assert_problem, generate, wait_until

BASE = "/api/v1/data-sources"


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as db:
        db.executescript("CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, price REAL);"
                         "INSERT INTO item (name, price) VALUES ('pen', 1.5), ('book', 12), ('lamp', 30);")
    db.close()
    return path


@pytest.fixture
def shop(http, database):
    source = http.post(BASE, json={"name": f"shop-{database.parent.name}", "type": "sqlite",
                                   "config": {"path": str(database)}}).json()
    yield source
    http.delete(f"{BASE}/{source['id']}")


def test_create_get_list_delete(http, database):
    made = http.post(BASE, json={"name": "one", "type": "sqlite", "description": "a shop",
                                 "config": {"path": str(database)}})
    assert made.status_code == 201
    source = made.json()
    assert {"id", "name", "type", "description", "config", "status", "last_synced", "created_at",
            "updated_at"} <= source.keys()
    assert made.headers["location"] == f"{BASE}/{source['id']}"
    assert source["last_synced"] is None and source["description"] == "a shop"
    assert http.get(f"{BASE}/{source['id']}").json() == source
    listed = http.get(BASE).json()
    assert source["id"] in [s["id"] for s in listed["items"]] and listed["total"] == len(listed["items"])
    assert http.delete(f"{BASE}/{source['id']}").status_code == 204
    assert_problem(http.get(f"{BASE}/{source['id']}"), 404)
    assert_problem(http.delete(f"{BASE}/{source['id']}"), 404)


def test_pages(http, shop):
    first = http.get(BASE, params={"limit": 1}).json()
    assert len(first["items"]) == 1 and first["next"]
    second = http.get(BASE, params={"limit": 1, "cursor": first["next"]}).json()
    assert second["items"][0]["id"] != first["items"][0]["id"]
    assert_problem(http.get(BASE, params={"cursor": "nonsense"}), 400)
    assert_problem(http.get(BASE, params={"limit": 201}), 400)


def test_put(http, shop):
    changed = http.put(f"{BASE}/{shop['id']}", json={"name": shop["name"] + "x", "description": "new"})
    assert changed.status_code == 200
    assert changed.json()["name"] == shop["name"] + "x" and changed.json()["description"] == "new"
    assert changed.json()["config"] == shop["config"]


def test_test_and_health(http, shop):
    result = http.post(f"{BASE}/{shop['id']}/test").json()
    assert result["ok"] and [s["step"] for s in result["steps"]][-1] == "introspect"
    assert all({"step", "ok", "ms"} <= s.keys() for s in result["steps"])
    assert http.get(f"{BASE}/{shop['id']}/health").json()["status"] == "connected"
    assert shop["id"] in [h.get("id") for h in http.get(f"{BASE}/health").json()["items"]]


def test_try_without_registering(http, tmp_path):
    result = http.post(f"{BASE}/test", json={"name": "x", "type": "sqlite", "config": {"path": str(tmp_path / "none.db")}})
    assert result.status_code == 200 and result.json()["ok"] is False
    failed = result.json()["steps"][-1]
    assert failed["ok"] is False and failed["detail"] and (failed["fault"], failed["remedy"][:5]) == ("file_missing", "check")


def test_sync(http, shop):
    started = http.post(f"{BASE}/{shop['id']}/sync")
    assert started.status_code == 202 and started.json()["status"] == "RUNNING"
    url = f"/api/v1/data-catalog/refresh/status/{started.json()['workflow_id']}"
    assert wait_until(lambda: http.get(url).json()["status"] == "COMPLETED", 30), http.get(url).json()
    assert http.get(f"{BASE}/{shop['id']}").json()["last_synced"]
    tables = http.get("/api/v1/data-catalog/tables", params={"data_source_id": shop["id"]}).json()["items"]
    assert [t["table_name"] for t in tables] == ["item"]


def test_not_synced_is_a_conflict(http, shop):
    assert_problem(http.post("/api/v1/sql-assistant/generate", json={"query": "how many items", "data_source_id": shop["id"]}),
                   409, "source_not_synced")


@pytest.mark.parametrize("body, field", [
    ({}, "name"),
    ({"name": "", "type": "sqlite"}, "name"),
    ({"name": 7, "type": "sqlite"}, "name"),
    ({"name": "x", "type": "sqlite", "config": {}, "nmae": 1}, "nmae"),
])
def test_bad_bodies(http, body, field):
    problem = assert_problem(http.post(BASE, json=body), 400)
    assert field in [e["field"] for e in problem["errors"]]


@pytest.mark.parametrize("body", [
    {"name": "x", "type": "oracle", "config": {}},
    {"name": "x", "type": "sqlite", "config": {}},
    {"name": "x", "type": "sqlite", "config": "path"},
    {"name": "x", "type": "postgresql", "config": {"host": "h", "port": "no"}},
])
def test_bad_config(http, body):
    assert_problem(http.post(BASE, json=body), 400)


def test_names_are_unique(http, shop):
    assert_problem(http.post(BASE, json={"name": shop["name"], "type": "sqlite", "config": shop["config"]}), 409,
                   "name_taken")


def test_secrets_never_come_back(http):
    made = http.post(BASE, json={"name": "pg", "type": "postgresql", "config": {
        "host": "127.0.0.1", "port": 1, "database": "d", "username": "u", "password": "hunter2-secret"}})
    assert made.status_code == 201, made.text
    url = f"{BASE}/{made.json()['id']}"
    texts = [made.text, http.get(url).text, http.get(BASE).text, http.post(f"{url}/test").text,
             http.get(f"{url}/health").text]
    http.delete(url)
    assert all("hunter2" not in t for t in texts)


def test_own_store_is_no_source(http, server):
    own = [s for s in http.get(BASE).json()["items"] if s["name"] == "sample"][0]["config"]["path"]
    path = own.rsplit("/", 1)[0] + "/askdb.db"
    assert_problem(http.post(BASE, json={"name": "own", "type": "sqlite", "config": {"path": path}}), 403)


def test_idempotency_key(http, database):
    headers = {"Idempotency-Key": f"key-{database.parent.name}"}
    body = {"name": "idem", "type": "sqlite", "config": {"path": str(database)}}
    first, again = (http.post(BASE, json=body, headers=headers) for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    assert_problem(http.post(BASE, json={**body, "name": "other"}, headers=headers), 422, "idempotency_mismatch")
    bad = {"Idempotency-Key": headers["Idempotency-Key"] + "b"}
    failed = [http.post(BASE, json=body, headers=bad) for _ in range(2)]
    assert [f.status_code for f in failed] == [409, 409] and failed[0].json()["trace_id"] == failed[1].json()["trace_id"]
    http.delete(f"{BASE}/{first.json()['id']}")


def test_the_sample_comes_by_one_call(fresh):
    """A server without sources gets one that can be asked; a second call, even at the same moment, changes nothing."""
    server = fresh(demo=False)
    assert server.http.get("/api/v1/data-sources").json()["items"] == []
    with concurrent.futures.ThreadPoolExecutor(2) as two:
        first, second = two.map(lambda _: httpx.post(f"{server.url}/api/v1/data-sources/sample", timeout=30), range(2))
    assert first.status_code == second.status_code == 202
    assert first.json()["data_source"]["id"] == second.json()["data_source"]["id"]
    source = first.json()["data_source"]
    assert first.headers["location"] == f"/api/v1/data-sources/{source['id']}" and source["name"] == "sample"
    for job in {first.json()["workflow_id"], second.json()["workflow_id"]}:  # one, unless it had ended when the second was asked for
        assert wait_until(lambda: server.http.get(f"/api/v1/data-catalog/refresh/status/{job}").json()["status"] == "COMPLETED", 60)
    third = server.http.post("/api/v1/data-sources/sample").json()
    assert third["data_source"]["id"] == source["id"] and third["data_source"]["last_synced"]
    assert [s["id"] for s in server.http.get("/api/v1/data-sources").json()["items"]] == [source["id"]]
    answer = generate(server.http, "How many customers are there in each country?")[-1][1]
    assert answer["sql"] and answer["confidence_score"] > 0.6


def test_a_deleted_sample_comes_back_only_when_asked_for(fresh):
    server = fresh()
    server.http.delete(f"/api/v1/data-sources/{server.source_id()}")
    server.stop()
    server = fresh()
    assert server.http.get("/api/v1/data-sources").json()["items"] == []
    assert server.http.post("/api/v1/data-sources/sample").status_code == 202
    assert len(server.http.get("/api/v1/data-sources").json()["items"]) == 1


def test_the_sample_does_not_take_anothers_name(fresh, tmp_path):
    server = fresh(demo=False)
    own = tmp_path / "own.sqlite"
    sqlite3.connect(own).executescript("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    server.http.post("/api/v1/data-sources", json={"name": "sample", "type": "sqlite", "config": {"path": str(own)}})
    assert_problem(server.http.post("/api/v1/data-sources/sample"), 409, "name_taken")
    assert len(server.http.get("/api/v1/data-sources").json()["items"]) == 1
