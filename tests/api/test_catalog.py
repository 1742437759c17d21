# SPDX-License-Identifier: Apache-2.0
"""Stage 2 over the sample: browsing, searching, describing."""

import pytest
from conftest import assert_problem

BASE = "/api/v1/data-catalog"


@pytest.fixture(scope="module")
def customer(http, source_id):
    tables = http.get(f"{BASE}/tables", params={"data_source_id": source_id, "q": "customer"}).json()["items"]
    return [t for t in tables if t["table_name"] == "Customer"][0]


def test_tree(http, source_id):
    tree = http.get(f"{BASE}/sources/{source_id}").json()
    assert tree["data_source_id"] == source_id
    tables = {t["table_name"]: t for s in tree["schemas"] for t in s["tables"]}
    assert "Customer" in tables and tables["Customer"]["columns"]


def test_tables_and_pages(http, source_id):
    everything = http.get(f"{BASE}/tables", params={"data_source_id": source_id}).json()
    names, cursor = [], None
    while True:
        page = http.get(f"{BASE}/tables", params={"data_source_id": source_id, "limit": 3,
                                                  **({"cursor": cursor} if cursor else {})}).json()
        names += [t["table_name"] for t in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert names == [t["table_name"] for t in everything["items"]]
    assert {"id", "schema_id", "schema_name", "table_name", "table_type", "row_count", "source_description",
            "user_description", "tags", "created_at", "updated_at"} <= everything["items"][0].keys()
    assert http.get(f"{BASE}/tables", params={"type": "view", "data_source_id": source_id}).json()["items"] == []
    assert_problem(http.get(f"{BASE}/tables", params={"type": "index"}), 400)


def test_table(http, customer):
    table = http.get(f"{BASE}/tables/{customer['id']}").json()
    columns = {c["column_name"]: c for c in table["columns"]}
    assert columns["CustomerId"]["is_primary_key"] and columns["SupportRepId"]["is_foreign_key"]
    assert {"id", "data_type", "is_nullable", "default_value", "references_column", "ordinal_position"} <= \
        columns["Country"].keys()
    assert_problem(http.get(f"{BASE}/tables/nope"), 404)


def test_schemas_stats_names(http, source_id):
    assert http.get(f"{BASE}/schemas", params={"data_source_id": source_id}).json()["items"][0]["schema_name"] == "main"
    stats = http.get(f"{BASE}/stats").json()
    assert stats["total_tables"] >= 11 and stats["data_sources"] >= 1 and stats["last_updated"]
    found = http.get(f"{BASE}/search", params={"q": "invoiceline"}).json()
    assert "InvoiceLine" in [r["table_name"] for r in found["results"]]
    assert_problem(http.get(f"{BASE}/search"), 400)


@pytest.mark.parametrize("search_type", ["tables", "columns", "both"])
def test_semantic_search(http, source_id, search_type):
    answer = http.post(f"{BASE}/semantic-search", json={"query": "country of the customer", "search_type": search_type,
                                                        "data_source_ids": [source_id], "limit": 5}).json()
    assert answer["query"] == "country of the customer" and answer["total_found"] == len(answer["results"]) > 0
    assert answer["search_time_ms"] >= 0
    for hit in answer["results"]:
        assert 0.3 <= hit["relevance_score"] <= 1
        assert {"type", "table_id", "schema_name", "description"} <= hit.keys()
        assert hit["snippet"] == f'{hit["matched_by"]}: {hit["match"]}' and hit["match"]
        assert search_type == "both" or hit["type"] + "s" == search_type
    assert http.get(f"{BASE}/history").json()["items"][0]["query"] == "country of the customer"


@pytest.mark.parametrize("body", [{}, {"query": ""}, {"query": "x", "search_type": "all"}, {"query": "x", "limit": 0},
                                  {"query": "x", "filters": {"table_types": ["index"]}}])
def test_bad_searches(http, body):
    assert_problem(http.post(f"{BASE}/semantic-search", json=body), 400)


def test_similar(http, customer):
    answer = http.post(f"{BASE}/similar", json={"table_id": customer["id"], "limit": 3})
    assert answer.status_code == 200
    assert all(hit["relevance_score"] >= 0.5 and hit["table_id"] != customer["id"] for hit in answer.json()["results"])
    assert_problem(http.post(f"{BASE}/similar", json={"table_id": "nope"}), 404)


def test_descriptions(http, customer):
    url = f"{BASE}/tables/{customer['id']}/description"
    changed = http.patch(url, json={"description": "people with a subscription"})
    assert changed.status_code == 200 and changed.json()["user_description"] == "people with a subscription"
    hits = http.post(f"{BASE}/semantic-search", json={"query": "subscription", "search_type": "tables"}).json()["results"]
    assert "Customer" in [h["table_name"] for h in hits]
    assert http.patch(url, json={"description": None}).json()["user_description"] is None
    column = http.get(f"{BASE}/tables/{customer['id']}").json()["columns"][0]
    changed = http.patch(f"{BASE}/columns/{column['id']}/description", json={"description": "its number"})
    assert changed.status_code == 200 and changed.json()["user_description"] == "its number"
    http.patch(f"{BASE}/columns/{column['id']}/description", json={"description": None})
    assert_problem(http.patch(url, json={}), 400)
    assert_problem(http.patch(f"{BASE}/tables/nope/description", json={"description": "x"}), 404)


def test_refresh(http, source_id):
    started = http.post(f"{BASE}/refresh", json={"data_source_id": source_id})
    assert started.status_code == 202
    status = http.get(f"{BASE}/refresh/status/{started.json()['workflow_id']}").json()
    assert status["status"] in ("RUNNING", "COMPLETED") and "done" in status["progress"]
    assert_problem(http.get(f"{BASE}/refresh/status/nope"), 404)
    assert_problem(http.post(f"{BASE}/refresh", json={"data_source_id": "nope"}), 404)
