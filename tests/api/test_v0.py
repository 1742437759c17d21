# SPDX-License-Identifier: Apache-2.0
"""/api/v0: the shapes of both families, by the call orders of their clients."""

import csv
import io
import json
import sqlite3
import uuid

import pytest

from conftest import wait_until

BASE = "/api/v0"
QUESTION = "How many customers are there in each country?"


def get(http, path, **params):
    answer = http.get(f"{BASE}/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def post(http, path, **body):
    answer = http.post(f"{BASE}/{path}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture(scope="module")
def asked(http):
    """An id whose SQL was run."""
    answer = get(http, "generate_sql", question=QUESTION)
    get(http, "run_sql", id=answer["id"])
    return answer["id"]


# ---- the web client's family: GET, always 200 ----

def test_config(http):
    answer = get(http, "get_config")
    assert answer["type"] == "config"
    flags = ["allow_llm_to_see_data", "chart", "show_training_data", "suggested_questions", "sql", "table", "csv_download",
             "redraw_chart", "auto_fix_sql", "ask_results_correct", "followup_questions", "summarization"]
    assert all(answer["config"][f] is True for f in flags)
    assert answer["config"]["debug"] is False and answer["config"]["function_generation"] is False
    assert {"logo", "title", "subtitle", "version"} <= answer["config"].keys()


def test_generate_questions(http):
    answer = get(http, "generate_questions")
    assert answer["type"] == "question_list" and 0 < len(answer["questions"]) <= 5
    assert answer["header"] == "Here are some questions you can ask"


def test_ask(http):
    sql = get(http, "generate_sql", question=QUESTION)
    assert sql.keys() == {"type", "id", "text"} and sql["type"] == "sql" and uuid.UUID(sql["id"]).version == 4
    assert get(http, "generate_plotly_figure", id=sql["id"]) == {"type": "error", "error": "No df found"}
    rows = get(http, "run_sql", id=sql["id"])
    assert rows.keys() == {"type", "id", "df", "should_generate_chart"} and rows["type"] == "df" and rows["id"] == sql["id"]
    records = json.loads(rows["df"])
    assert len(records) == 10 and rows["should_generate_chart"] is True and len(records[0]) == 2
    figure = get(http, "generate_plotly_figure", id=sql["id"])
    assert figure.keys() == {"type", "id", "fig"} and figure["type"] == "plotly_figure"
    plot = json.loads(figure["fig"])
    assert isinstance(plot["data"], list) and "layout" in plot and "bdata" not in figure["fig"]
    summary = get(http, "generate_summary", id=sql["id"])
    assert summary.keys() == {"type", "id", "text"} and summary["type"] == "text" and summary["text"]
    more = get(http, "generate_followup_questions", id=sql["id"])
    assert more["type"] == "question_list" and more["header"] == "Here are some potential followup questions:"
    loaded = get(http, "load_question", id=sql["id"])
    assert loaded == {"type": "question_cache", "id": sql["id"], "question": QUESTION, "sql": sql["text"],
                      "df": rows["df"], "fig": figure["fig"], "summary": summary["text"]}


def test_no_answer_is_text(http):
    answer = get(http, "generate_sql", question="qwxzj vbnm asdf")
    assert answer["type"] == "text" and answer["text"]


def test_load_before_the_figure(http):
    made = get(http, "generate_sql", question="How many albums are there?")
    assert get(http, "load_question", id=made["id"]) == {"type": "error", "error": "No df found"}
    get(http, "run_sql", id=made["id"])
    loaded = get(http, "load_question", id=made["id"])
    assert loaded["fig"] is None and loaded["summary"] is None


def test_every_result_has_a_figure(http):
    for sql in ("SELECT 1 AS one", "SELECT FirstName FROM Customer WHERE 1 = 0", "SELECT FirstName FROM Customer"):
        made = get(http, "generate_sql", question="How many albums are there?")
        post(http, "update_sql", id=made["id"], sql=sql)
        get(http, "run_sql", id=made["id"])
        assert json.loads(get(http, "generate_plotly_figure", id=made["id"])["fig"])["data"]


@pytest.mark.parametrize("path, params, error", [
    ("generate_sql", {}, "No question provided"),
    ("generate_sql", {"question": " "}, "No question provided"),
    ("run_sql", {}, "No id provided"),
    ("run_sql", {"id": "nope"}, "No sql found"),
    ("load_question", {"id": "nope"}, "No sql found"),
    ("download_csv", {"id": "nope"}, "No sql found"),
    ("nothing", {}, "The rest of the API is not ported yet."),
    ("get_function", {"question": "x"}, "This setup does not support function generation."),
])
def test_errors_are_200(http, path, params, error):
    assert get(http, path, **params) == {"type": "error", "error": error}


def test_post_on_a_get_path(http):
    assert post(http, "get_config")["error"] == "The rest of the API is not ported yet."


def test_a_question_mark_alone(http):
    assert http.get(f"{BASE}/get_config?").json()["type"] == "config"


def test_csv(http, asked):
    answer = http.get(f"{BASE}/download_csv", params={"id": asked}, headers={"Accept": "text/html"})
    assert answer.headers["content-disposition"] == f'attachment; filename="{asked}.csv"'
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0][0] == "" and [r[0] for r in rows[1:4]] == ["0", "1", "2"] and len(rows) > 11


def test_sql_error(http):
    made = get(http, "generate_sql", question=QUESTION)
    post(http, "update_sql", id=made["id"], sql="SELECT abs('x', 'y') FROM Customer")
    answer = get(http, "run_sql", id=made["id"])
    assert answer["type"] == "sql_error" and answer["error"]
    fixed = post(http, "fix_sql", id=made["id"], error=answer["error"])
    assert fixed["type"] == "sql" and fixed["id"] == made["id"] and fixed["text"] == made["text"]


def test_fix_sql_by_name(fresh, tmp_path):
    """A column was renamed: the database says which name it does not know, the catalog which one it is now."""
    path = tmp_path / "people.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE customer (id INTEGER PRIMARY KEY, countri TEXT)")
        db.execute("INSERT INTO customer (countri) VALUES ('Japan')")
    http = fresh(demo=False).http
    source = http.post("/api/v1/data-sources", json={"name": "people", "url": str(path)}).json()["id"]

    def sync():
        job = http.post(f"/api/v1/data-sources/{source}/sync").json()["workflow_id"]
        assert wait_until(lambda: http.get(f"/api/v1/data-catalog/refresh/status/{job}").json()["status"] == "COMPLETED", 60)

    sync()
    made = get(http, "generate_sql", question="How many customers are there?")
    assert post(http, "update_sql", id=made["id"], sql="SELECT countri FROM customer")["type"] == "sql"
    with sqlite3.connect(path) as db:
        db.execute("ALTER TABLE customer RENAME COLUMN countri TO country")
    sync()
    answer = get(http, "run_sql", id=made["id"])
    assert answer["type"] == "sql_error" and "countri" in answer["error"]
    other = post(http, "fix_sql", id=made["id"], error="the database is locked")
    assert other["text"] == made["text"], "a complaint of something else is answered by asking again"
    db.close()

    made = get(http, "generate_sql", question="How many customers are there?")
    assert post(http, "update_sql", id=made["id"], sql="SELECT country FROM customer")["type"] == "sql"
    with sqlite3.connect(path) as db:
        db.execute("ALTER TABLE customer RENAME COLUMN country TO countries")
    db.close()
    sync()
    fixed = post(http, "fix_sql", id=made["id"], error="no such column: country")
    assert fixed == {"type": "sql", "id": made["id"], "text": "SELECT countries FROM customer"}
    assert get(http, "run_sql", id=made["id"])["type"] == "df"


def test_update_sql(http, asked):
    made = get(http, "generate_sql", question=QUESTION)
    for sql in ("DROP TABLE Customer", "SELECT 1; DELETE FROM Customer", "ATTACH 'x' AS y"):
        assert post(http, "update_sql", id=made["id"], sql=sql)["type"] == "error"
    new = "SELECT City FROM Customer LIMIT 3"
    assert post(http, "update_sql", id=made["id"], sql=new) == {"type": "sql", "id": made["id"], "text": new}
    assert get(http, "generate_plotly_figure", id=made["id"])["error"] == "No df found"  # the old rows are forgotten
    assert len(json.loads(get(http, "run_sql", id=made["id"])["df"])) == 3


def test_history(http):
    first = get(http, "generate_sql", question="How many artists are there?")["id"]
    second = get(http, "generate_sql", question="How many genres are there?")["id"]
    answer = get(http, "get_question_history")
    assert answer["type"] == "question_history" and [q["id"] for q in answer["questions"]][-2:] == [first, second]
    assert answer["questions"][-1] == {"id": second, "question": "How many genres are there?"} and answer["history"]


def test_training(http):
    added = post(http, "train", documentation="A listener is a customer who has bought in the last year.")
    assert added.keys() == {"id", "status", "message"} and added["id"].endswith("-doc")
    assert post(http, "train", documentation="A listener is a customer who has bought in the last year.")["id"] == added["id"]
    pair = post(http, "train", question="How many listeners?", sql="SELECT COUNT(*) FROM Customer")
    alone = post(http, "train", sql="SELECT COUNT(*) FROM Album")
    table = post(http, "train", ddl="CREATE TABLE extra (id INTEGER)")
    assert pair["id"].endswith("-sql") and alone["id"].endswith("-sql") and table["id"].endswith("-ddl")
    listed = get(http, "get_training_data")
    items = json.loads(listed["df"])
    assert listed["type"] == "df" and listed["id"] == "training_data" and listed["count"] == len(items)
    assert items == listed["training_data"] and list(items[0]) == ["id", "question", "content", "training_data_type"]
    kinds = {i["id"]: i["training_data_type"] for i in items}
    assert kinds[added["id"]] == "documentation" and kinds[pair["id"]] == "sql" and kinds[table["id"]] == "ddl"
    for made in (added, pair, alone, table):
        removed = post(http, "remove_training_data", id=made["id"])
        assert removed["success"] is True and removed["status"] == "success"
    assert post(http, "remove_training_data", id=added["id"])["type"] == "error"
    assert post(http, "train") == {"id": None}
    assert post(http, "train", question="x") == {"type": "error", "error": "Please also provide a SQL query"}
    assert post(http, "train", question="x", sql="DROP TABLE Customer")["type"] == "error"


def test_rewritten(http):
    answer = get(http, "generate_rewritten_question", last_question="a", new_question="b")
    assert answer == {"type": "rewritten_question", "question": "b"}
    answer = get(http, "generate_rewritten_question", last_question="How many customers are in Germany?", new_question="and in France?")
    assert answer == {"type": "rewritten_question", "question": "How many customers are in France?"}
    assert get(http, "generate_rewritten_question", new_question="and in France?")["question"] == "and in France?"


def test_values_as_pandas_writes_them(http):
    made = get(http, "generate_sql", question=QUESTION)
    sql = "SELECT 1.5 AS f, NULL AS n, '日本' AS t, 1 / 3.0 AS third, InvoiceDate FROM Invoice LIMIT 1"
    post(http, "update_sql", id=made["id"], sql=sql)
    df = get(http, "run_sql", id=made["id"])["df"]
    assert r"\u65e5\u672c" in df
    record = json.loads(df)[0]
    assert list(record) == ["f", "n", "t", "third", "InvoiceDate"]
    assert record["n"] is None and record["third"] == 0.3333333333


# ---- the family that posts JSON: status codes and {detail} ----

def test_query(http):
    answer = post(http, "query", question=QUESTION, language="en")
    assert answer.keys() == {"id", "question", "sql", "results", "columns", "visualization", "row_count"}
    assert answer["row_count"] == len(answer["results"]) > 10 and list(answer["results"][0]) == answer["columns"]
    assert answer["visualization"].keys() >= {"data", "layout"}


def test_steps(http):
    sql = post(http, "generate_sql", question=QUESTION)
    assert sql.keys() == {"id", "question", "sql"}
    rows = post(http, "run_sql", id=sql["id"])
    assert rows.keys() == {"id", "results", "columns", "row_count"}
    assert post(http, "generate_plotly_figure", id=sql["id"])["figure"].keys() >= {"data", "layout"}
    loaded = post(http, "load_question", id=sql["id"])
    assert loaded.keys() == {"id", "question", "sql", "results", "columns", "figure", "row_count"}
    assert loaded["results"] == rows["results"]
    assert post(http, "generate_followup_questions", question=QUESTION)["questions"]


def test_health(http):
    answer = get(http, "health")
    assert answer["status"] == "healthy" and answer["database"] == "sample - Connected"
    assert {"service", "version", "llm_endpoint", "training_data_count"} <= answer.keys()


@pytest.mark.parametrize("path, body, status", [
    ("query", {}, 400), ("query", {"question": ""}, 400), ("query", {"question": "qwxzj vbnm asdf"}, 400),
    ("generate_sql", {}, 400), ("run_sql", {}, 400), ("run_sql", {"id": "nope"}, 404),
    ("load_question", {"id": "nope"}, 404), ("generate_plotly_figure", {"id": "nope"}, 404),
    ("generate_followup_questions", {}, 400),
])
def test_detail_errors(http, path, body, status):
    answer = http.post(f"{BASE}/{path}", json=body)
    assert answer.status_code == status and answer.json().keys() == {"detail"}


def test_without_a_source(fresh):
    server = fresh(demo=False)
    assert server.http.get(f"{BASE}/health").status_code == 503
    assert server.http.get(f"{BASE}/generate_questions").json()["type"] == "error"


def test_state_survives(fresh):
    first = fresh()
    made = get(first.http, "generate_sql", question=QUESTION)
    rows = get(first.http, "run_sql", id=made["id"])
    first.stop()
    second = fresh()
    assert get(second.http, "load_question", id=made["id"])["df"] == rows["df"]
