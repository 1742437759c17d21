# SPDX-License-Identifier: Apache-2.0
"""The command line and sources: in the data directory, by a scripted server, by a real one."""

import http.server
import json
import os
import re
import signal
import subprocess
import threading
import time

import pytest

from askdb_cli import ASKDB, QUESTION, ROOT, TIMEOUT_S, env, home, run, sample  # noqa: F401 (fixtures)


# --- a server answers ---

SOURCE_ID = "6f1f64d2-3a55-4a1c-8d0a-000000000001"
ANSWERS = {
    "GET /api/v1/data-sources": (200, {"items": [{"id": SOURCE_ID, "name": "shop"}], "next": None}),
    "POST /api/v1/sql-assistant/generate": (200, {"type": "generation_complete", "sql": "SELECT 1 AS one", "explanation": "One.",
                                                  "confidence_score": 0.75, "model": "offline", "assumptions": ["a"]}),
    "POST /api/v1/data-analysis/execute": (200, {"columns": [{"name": "one", "type": "integer"}, {"name": "名前", "type": "text"}],
                                                 "data": [{"one": 1, "名前": "東京"}, {"one": None, "名前": "x"}], "execution_time_ms": 7}),
}


class FakeServer(http.server.BaseHTTPRequestHandler):
    """Constant answers, so that every way a server can answer is seen; what it was sent is kept."""

    def do_GET(self):
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size)
        key = f"{self.command} {self.path.split('?')[0]}"
        self.server.seen.append((key, self.headers, json.loads(body) if body else None))
        status, answer = self.server.answers.get(key, (404, {"code": "no_such_path", "detail": "nothing here"}))
        if answer is None:
            self.server.released.wait(TIMEOUT_S)
            return
        data = json.dumps(answer).encode() if not isinstance(answer, bytes) else answer
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_DELETE = do_GET

    def log_message(self, *args):
        pass


@pytest.fixture
def fake():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), FakeServer)
    server.answers, server.seen, server.released = dict(ANSWERS), [], threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()
    thread.join(TIMEOUT_S)


def test_ask_by_a_server(run, env, fake):
    r = run("ask", "-u", fake.url + "/", "-s", "shop", "one?", env={**env, "ASKDB_API_KEY": "k-1"})
    assert r.returncode == 0, r.stderr
    assert r.stdout.splitlines()[2:] == ["   1  東京", "NULL  x"]
    assert "SELECT 1 AS one;" in r.stderr and "2 rows in 7 ms, confidence 75 %" in r.stderr and "assuming: a" in r.stderr
    assert [key for key, _, _ in fake.seen] == list(ANSWERS)
    assert {headers["Authorization"] for _, headers, _ in fake.seen} == {"Bearer k-1"}
    assert fake.seen[1][2] == {"query": "one?", "data_source_id": SOURCE_ID}
    assert fake.seen[2][2]["sql"] == "SELECT 1 AS one"
    r = run("ask", "-s", SOURCE_ID, "-q", "-f", "csv", "one?", env={**env, "ASKDB_URL": fake.url})
    assert r.stdout.splitlines() == ["one,名前", "1,東京", ",x"]


EXECUTE = "POST /api/v1/data-analysis/execute"
LATER = "GET /api/v1/data-analysis/results/e-1"


def test_a_statement_that_takes_long_is_followed(run, fake):
    rows = fake.answers[EXECUTE][1]
    fake.answers[EXECUTE] = (202, {"id": "e-1", "status": "running", "columns": [], "data": []})
    fake.answers[LATER] = (200, {"id": "e-1", "status": "completed", **rows})
    r = run("ask", "-u", fake.url, "-s", "shop", "one?")
    assert r.returncode == 0 and r.stdout.splitlines()[2:] == ["   1  東京", "NULL  x"]
    fake.answers[LATER] = (200, {"id": "e-1", "status": "failed", "error": "division by zero", "columns": [], "data": []})
    r = run("ask", "-u", fake.url, "-s", "shop", "one?")
    assert r.returncode == 7 and "the query failed: division by zero" in r.stderr and r.stdout == ""


def test_a_statement_that_takes_too_long_is_stopped(run, fake):
    fake.answers[EXECUTE] = (202, {"id": "e-1", "status": "running", "columns": [], "data": []})
    fake.answers[LATER] = (200, {"id": "e-1", "status": "running", "columns": [], "data": []})
    r = run("ask", "-u", fake.url, "-s", "shop", "-t", "1", "one?")
    assert r.returncode == 9 and "did not end in time and was stopped" in r.stderr
    assert fake.seen[-1][0] == "DELETE /api/v1/data-analysis/executions/e-1"


def test_a_server_does_not_know(run, fake):
    fake.answers["POST /api/v1/sql-assistant/generate"] = (200, {
        "sql": None, "message": "Which total?", "choices": [{"label": "of invoices", "question": "total of invoices?"}]})
    r = run("ask", "-u", fake.url, "-s", "shop", "total?")
    assert r.returncode == 3 and r.stdout == "" and "Which total?" in r.stderr and "total of invoices?" in r.stderr
    r = run("ask", "-u", fake.url, "-s", "nobody", "total?")
    assert r.returncode == 5 and "there are: shop" in r.stderr
    assert run("ask", "-u", fake.url, "total?").returncode == 2


@pytest.mark.parametrize("status, code, answer", [
    (6, "sql_rejected", 422), (5, "not_found", 404), (7, "upstream", 502), (9, "timeout", 504), (1, "unauthorized", 401),
    (1, "catalog_empty", 409), (1, "internal", 500), (1, "too_large", 413), (1, "busy", 503), (1, "invalid_body", 400),
])
def test_a_servers_problem_becomes_a_status(run, fake, status, code, answer):
    fake.answers["POST /api/v1/sql-assistant/generate"] = (answer, {"code": code, "detail": f"because of {code}"})
    r = run("ask", "-u", fake.url, "-s", "shop", "--json", "x")
    assert r.returncode == status and r.stdout == ""
    assert json.loads(r.stderr) == {"code": code, "detail": f"because of {code}"}


def test_a_server_that_is_no_askdb(run, fake):
    for answer in ((200, b"<html>"), (500, b"<html>"), (200, b""), (200, b"[]")):
        fake.answers["GET /api/v1/data-sources"] = answer
        r = run("ask", "-u", fake.url, "-s", "shop", "x")
        assert r.returncode in (1, 5, 7) and r.stderr.startswith("askdb: ") and r.stdout == ""


def test_the_time_runs_out(run, fake):
    fake.answers["POST /api/v1/sql-assistant/generate"] = (200, None)
    r = run("ask", "-u", fake.url, "-s", "shop", "-t", "1", "x")
    assert r.returncode == 9 and "in time" in r.stderr


def test_ctrl_c_ends_it(env, fake):
    fake.answers["POST /api/v1/sql-assistant/generate"] = (200, None)
    p = subprocess.Popen([ASKDB, "ask", "-u", fake.url, "-s", "shop", "x"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env)
    while len(fake.seen) < 2:
        time.sleep(0.01)
    p.send_signal(signal.SIGINT)
    assert p.wait(TIMEOUT_S) == 130
    p.communicate()


# --- sources in the data directory ---


@pytest.fixture
def data(tmp_path):
    return ("--data-dir", str(tmp_path / "data"))


def test_sources_come_and_go(run, sample, data):
    r = run("source", "list", *data)
    assert r.returncode == 0 and r.stdout == "" and "askdb source add" in r.stderr
    assert json.loads(run("source", "list", "--json", *data).stdout) == []
    r = run("source", "add", "shop", os.path.relpath(sample), "--description", "a shop", *data)
    assert r.returncode == 0 and "11 tables, 64 columns" in r.stderr and r.stdout == ""
    items = json.loads(run("source", "list", "--json", *data).stdout)
    assert [(i["name"], i["type"], i["status"], i["description"]) for i in items] == [("shop", "sqlite", "connected", "a shop")]
    assert items[0]["config"]["path"] == sample, "a path is kept as an absolute one"
    table = run("source", "list", *data).stdout.splitlines()
    assert table[0].split() == ["name", "type", "status", "last_synced"] and table[2].startswith("shop  sqlite  connected")
    r = run("source", "add", "shop", sample, *data)
    assert r.returncode == 1 and "already" in r.stderr
    assert run("source", "sync", "shop", *data).returncode == 0
    r = run("ask", "-q", "-s", "shop", "-f", "csv", QUESTION, *data)
    assert r.returncode == 0 and r.stdout.splitlines()[1] == "59"
    assert run("source", "remove", "shop", *data).returncode == 0
    for verb in ("remove", "sync"):
        r = run("source", verb, "shop", *data)
        assert r.returncode == 5 and "shop" in r.stderr
    assert os.path.exists(sample)


def test_source_that_cannot_be_added(run, data, tmp_path):
    r = run("source", "add", "x", str(tmp_path / "none.sqlite"), *data)
    assert r.returncode != 0 and r.stderr
    r = run("source", "add", "y", "nosuch://host/db", *data)
    assert r.returncode == 1 and "url: no driver serves" in r.stderr
    r = run("ask", "-s", "nobody", QUESTION, *data)
    assert r.returncode == 5 and "neither a file nor a registered source" in r.stderr
    assert run("source").returncode == 2
    assert "did you mean 'source list'?" in run("source", "lst").stderr


def test_passwords_are_never_shown(run, data):
    r = run("source", "add", "pg", "postgres://reader:hunter2@127.0.0.1:1/shop", "--no-sync", *data)
    shown = r.stdout + r.stderr + run("source", "list", "--json", *data).stdout
    r = run("ask", "-s", "pg", QUESTION, *data)
    assert r.returncode == 7 and "hunter2" not in shown + r.stdout + r.stderr


def test_training_is_imported_once(run, sample, data):
    run("source", "add", "shop", sample, *data)
    training = os.path.join(ROOT, "samples", "chinook", "training")
    assert "93 items, 93 of them new" in run("train", "import", training, "--source", "shop", *data).stderr
    assert "93 items, 0 of them new" in run("train", "import", training, "-s", "shop", *data).stderr
    assert run("train", "import", training, *data).returncode == 2
    assert run("train", "import", training, "-s", "other", *data).returncode == 5
    js = json.loads(run("ask", "-s", "shop", "--json", "Which genres earn the most money?", *data).stdout)
    assert "InvoiceLine" in js["sql"] and js["row_count"] == 25


# --- the server itself ---


@pytest.fixture(scope="session")
def served(env, tmp_path_factory):
    """A server with the sample, on a free port; its address and its data directory."""
    data = tmp_path_factory.mktemp("served")
    with open(data / "log", "w") as log:
        p = subprocess.Popen([ASKDB, "serve", "--port", "0", "--demo", "--data-dir", str(data / "data"), "--log-format", "json"],
                             stdout=subprocess.PIPE, stderr=log, env=env, text=True)
    try:
        ready = p.stdout.readline()
        match = re.fullmatch(r"askdb ready (http://127\.0\.0\.1:\d+)\n", ready)
        assert match, ready + (data / "log").read_text()
        yield match.group(1), str(data / "data")
        p.send_signal(signal.SIGTERM)
        assert p.wait(TIMEOUT_S) == 0 and p.stdout.read() == ""
        for line in (data / "log").read_text().splitlines():
            json.loads(line)
    finally:
        p.kill()
        p.wait(TIMEOUT_S)
        p.stdout.close()


def test_a_server_and_the_command_line_agree(run, served, sample):
    url, _ = served
    for question in (QUESTION, "Which genres earn the most money?"):
        here = json.loads(run("ask", "--demo", "--json", question).stdout)
        there = json.loads(run("ask", "--demo", "--json", "-u", url, question).stdout)
        assert there["sql"] == here["sql"] and there["data"] == here["data"]


def test_sources_of_a_server(run, served, sample):
    url, data = served
    names = lambda: [i["name"] for i in json.loads(run("source", "list", "--json", "-u", url).stdout)]
    assert names() == ["sample"]
    r = run("source", "add", "shop", sample, "--description", "a shop", "-u", url)
    assert r.returncode == 0 and "11 tables, 64 columns" in r.stderr, r.stderr
    assert run("source", "sync", "shop", "-u", url).returncode == 0
    assert names() == ["sample", "shop"]
    assert run("source", "add", "shop", sample, "-u", url).returncode == 1
    r = run("ask", "-q", "-s", "shop", "-f", "csv", "-u", url, QUESTION)
    assert r.stdout.splitlines()[1:] == ["59"]
    assert run("source", "remove", "shop", "-u", url).returncode == 0
    assert run("source", "remove", "shop", "-u", url).returncode == 5
    assert names() == ["sample"]


def test_the_data_directory_belongs_to_its_server(run, served):
    url, data = served
    for args in (["source", "list"], ["ask", "-s", "sample", QUESTION], ["serve", "--port", "0"],
                 ["train", "import", os.path.join(ROOT, "samples", "chinook", "training"), "-s", "sample"]):
        r = run(*args, "--data-dir", data)
        assert r.returncode == 1 and r.stdout == "", r.stderr
    assert "--url" in run("source", "list", "--data-dir", data).stderr


def test_serve_refuses_what_is_unsafe_or_impossible(run, tmp_path, served):
    port = served[0].rsplit(":", 1)[1]
    for args in (["--host", "0.0.0.0", "--port", "0"], ["--port", port]):
        r = run("serve", "--data-dir", str(tmp_path / "d"), *args)
        assert r.returncode != 0 and r.stdout == "" and r.stderr
    assert run("serve", "--port", "65536").returncode == 2
