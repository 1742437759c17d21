# SPDX-License-Identifier: Apache-2.0
"""The command line as a stranger and a script meet it: help, mistakes, exit statuses, formats, pipes, completion."""

import csv
import http.server
import io
import json
import os
import pty
import re
import select
import shutil
import signal
import sqlite3
import subprocess
import threading
import time

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ASKDB = os.environ.get("ASKDB_BIN", os.path.join(ROOT, "build", "askdb"))
TIMEOUT_S = 60
QUESTION = "How many customers are there?"


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """Directories of our own, so that nothing of the person who runs the tests is read or written."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def env(home):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ASKDB_") and k not in ("DATABASE_URL", "NO_COLOR")}
    return {**clean, "HOME": str(home), "XDG_DATA_HOME": str(home / "data"), "XDG_CACHE_HOME": str(home / "cache"),
            "TERM": "xterm"}


@pytest.fixture(scope="session")
def run(env):
    def call(*args, **kw):
        kw.setdefault("env", env)
        return subprocess.run([ASKDB, *args], capture_output=True, text=True, timeout=TIMEOUT_S, **kw)
    return call


@pytest.fixture(scope="session")
def sample(run, home):
    path = home / "sample.sqlite"
    assert run("sample", str(path)).returncode == 0
    return str(path)


def command_names(run):
    out = run("help").stdout
    block = out.split("Commands:\n")[1].split("\n\n")[0]
    return [re.match(r"  (\S+(?: \S+)?)  ", line).group(1).strip() for line in block.splitlines()]


# --- help ---


def test_every_command_has_help_with_an_example(run):
    names = command_names(run)
    assert {"ask", "sample", "version", "completion", "help"} <= set(names)
    for name in names:
        for args in ([*name.split(), "--help"], ["help", *name.split()], [*name.split(), "-h"]):
            r = run(*args)
            assert r.returncode == 0 and r.stderr == "", args
            assert f"Usage: askdb {name}" in r.stdout
            assert re.search(r"Example:\n  askdb " + name, r.stdout), name
            assert max(map(len, r.stdout.splitlines())) <= 110


def test_no_arguments_shows_help_and_fails(run):
    r = run()
    assert r.returncode == 2 and r.stdout == "" and "Commands:" in r.stderr


@pytest.mark.parametrize("args", [["--help"], ["-h"], ["help"]])
def test_help_goes_to_stdout(run, args):
    r = run(*args)
    assert r.returncode == 0 and "Commands:" in r.stdout and r.stderr == ""


# --- mistakes ---


@pytest.mark.parametrize("args, said", [
    (["smaple", "x"], "did you mean 'sample'?"),
    (["verison"], "did you mean 'version'?"),
    (["aks", "x"], "did you mean 'ask'?"),
    (["completoin", "bash"], "did you mean 'completion'?"),
    (["version", "--jsno"], "did you mean --json?"),
    (["ask", "--fromat", "csv", "x"], "did you mean --format?"),
    (["ask", "--format", "xml", "x"], "--format takes table, json, csv or sql"),
    (["ask", "--format"], "--format needs a value"),
    (["ask", "--quiet=yes", "x"], "--quiet takes no value"),
    (["ask", "--rows", "many", "--demo", "x"], "--rows takes a number"),
    (["ask", "--rows", "0", "--demo", "x"], "--rows takes a number"),
    (["ask"], "ask needs QUESTION"),
    (["ask", "a", "b"], 'given too much: "b"'),
    (["ask", "a question"], "which database?"),
    (["sample"], "sample needs PATH"),
    (["completion", "fish"], "completion takes bash or zsh"),
    (["help", "verison"], "did you mean 'version'?"),
    (["qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"], "there is no command"),
    (["-x"], "there is no command"),
    ([""], "there is no command"),
])
def test_usage_errors(run, args, said):
    r = run(*args)
    assert r.returncode == 2, r.stderr
    assert r.stdout == ""
    assert said in r.stderr
    assert r.stderr.startswith("askdb: ") and "Try 'askdb" in r.stderr


def test_options_may_stand_anywhere_and_in_either_form(run, sample):
    forms = [["ask", "-s", sample, "-f", "csv", "-q", QUESTION], ["ask", QUESTION, f"--source={sample}", "--format=csv", "--quiet"],
             ["ask", "-qfcsv", f"-s{sample}", "--", QUESTION], ["ask", "-q", QUESTION, "--format", "csv", "--source", sample]]
    outs = {run(*f).stdout for f in forms}
    assert len(outs) == 1 and "59" in outs.pop()


# --- sample ---


def test_sample_refuses_to_overwrite(run, sample):
    before = os.stat(sample)
    r = run("sample", sample)
    assert r.returncode == 1 and "exists" in r.stderr
    assert os.stat(sample).st_mtime_ns == before.st_mtime_ns


def test_sample_is_a_whole_database(run, sample, tmp_path):
    db = sqlite3.connect(f"file:{sample}?mode=ro", uri=True)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("SELECT COUNT(*) FROM Track").fetchone() == (3503,)
    again = tmp_path / "again.sqlite"
    r = run("sample", str(again))
    assert r.returncode == 0 and r.stdout == "" and str(again) in r.stderr
    assert again.read_bytes() == open(sample, "rb").read()
    assert os.listdir(tmp_path) == ["again.sqlite"]


def test_sample_where_nothing_can_be_written(run, tmp_path):
    r = run("sample", str(tmp_path / "none" / "x.sqlite"))
    assert r.returncode != 0 and "cannot write the sample database" in r.stderr


# --- version ---


def test_version(run):
    text, js = run("version").stdout, json.loads(run("version", "--json").stdout)
    assert text.startswith(f"askdb {js['version']} ({js['commit']})")
    assert js["kernels"] and js["libraries"]["SQLite"] == re.search(r"SQLite (\S+?),", text).group(1)
    assert run("--version").stdout == text


# --- ask ---


def test_ask_prints_data_on_stdout_and_the_rest_on_stderr(run, sample):
    r = run("ask", "-s", sample, QUESTION)
    assert r.returncode == 0
    lines = r.stdout.splitlines()
    assert len(lines) == 3 and set(lines[1]) == {"-"} and lines[2].strip() == "59"
    assert "SELECT" in r.stderr and "1 row in" in r.stderr
    quiet = run("ask", "-q", "-s", sample, QUESTION)
    assert quiet.stdout == r.stdout and quiet.stderr == ""


def test_what_stderr_says_after_a_table_is_sql(run, sample):
    r = run("ask", "-s", sample, "How many customers are there in each country?")
    db = sqlite3.connect(f"file:{sample}?mode=ro", uri=True)
    assert len(db.execute(r.stderr).fetchall()) == len(r.stdout.splitlines()) - 2 == 24


def test_ask_formats_agree(run, sample):
    question = "How many customers are there in each country?"
    js = json.loads(run("ask", "-s", sample, "--json", question).stdout)
    assert js == {**json.loads(run("ask", "-s", sample, "-f", "json", question).stdout), "execution_time_ms": js["execution_time_ms"]}
    assert js["question"] == question and js["row_count"] == 24 and len(js["data"]) == 24
    rows = list(csv.DictReader(io.StringIO(run("ask", "-q", "-s", sample, "-f", "csv", question).stdout)))
    assert [{k: str(v) for k, v in row.items()} for row in js["data"]] == rows
    sql = run("ask", "-q", "-s", sample, "-f", "sql", question).stdout
    assert sql.rstrip().removesuffix(";") == js["sql"]


def test_table_counts_wide_characters_as_two(run, tmp_path):
    path = tmp_path / "wide.sqlite"
    db = sqlite3.connect(path)
    db.executescript("CREATE TABLE town (name TEXT, people INTEGER);"
                     "INSERT INTO town VALUES ('東京', 14000000), ('Rome', NULL), ('a' || char(27) || '[31m', 5), ('두 줄' || char(10) || 'x', 1);")
    db.commit()
    out = run("ask", "-q", "-s", str(path), "Show the name and people of all towns").stdout
    assert "\033" not in out and "\ufffd[31m" in out
    rows = {line.split("  ")[0].strip(): line for line in out.splitlines()[2:]}
    assert "NULL" in rows["Rome"]
    width = lambda s: sum(2 if "ᄀ" <= c <= "\uffdc" and c != "\ufffd" else 1 for c in s)
    assert len({width(line) for line in out.splitlines()}) == 1, out


def test_no_answer_has_its_own_status(run, sample):
    r = run("ask", "-s", sample, "zxqv wvut jkjk?")
    assert r.returncode == 3 and r.stdout == "" and len(r.stderr) > 20
    js = run("ask", "-s", sample, "--json", "zxqv wvut jkjk?")
    assert js.returncode == 3
    doc = json.loads(js.stdout)
    assert doc["sql"] is None and doc["message"] and isinstance(doc["choices"], list)


def test_missing_and_broken_databases(run, tmp_path):
    r = run("ask", "-s", str(tmp_path / "no.sqlite"), QUESTION)
    assert r.returncode == 5 and "no.sqlite" in r.stderr and r.stdout == ""
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"this is no database " * 100)
    r = run("ask", "-s", str(broken), QUESTION)
    assert r.returncode == 7 and r.stdout == ""
    r = run("ask", "--json", "-s", str(tmp_path / "no.sqlite"), QUESTION)
    assert r.returncode == 5 and json.loads(r.stderr)["code"] == "not_found"


def test_server_that_is_not_there(run):
    r = run("ask", "--url", "http://127.0.0.1:1", "-s", "x", QUESTION)
    assert r.returncode == 7 and "127.0.0.1:1" in r.stderr and r.stdout == ""


def test_demo_needs_nothing(run, home):
    for _ in range(2):
        r = run("ask", "--demo", "-q", "-f", "csv", QUESTION)
        assert r.returncode == 0 and r.stdout.splitlines()[1] == "59"
    assert (home / "cache" / "askdb" / "sample.sqlite").exists()


def test_source_from_the_environment(run, env, sample):
    r = run("ask", "-q", "-f", "csv", QUESTION, env={**env, "ASKDB_SOURCE": sample})
    assert r.returncode == 0 and "59" in r.stdout


def test_training_files_are_read(run, sample, tmp_path):
    r = run("ask", "-s", sample, "--training", str(tmp_path), QUESTION)
    assert r.returncode == 5 and "pairs/*.jsonl" in r.stderr
    (tmp_path / "pairs").mkdir()
    (tmp_path / "pairs" / "x.jsonl").write_text('{"question": "a", "sql": 1}\n')
    r = run("ask", "-s", sample, "--training", str(tmp_path), QUESTION)
    assert r.returncode == 1 and "pairs/x.jsonl:1" in r.stderr
    r = run("ask", "-s", sample, "--training", os.path.join(ROOT, "samples", "chinook", "training"), QUESTION)
    assert r.returncode == 0


@pytest.fixture(scope="session")
def wide(tmp_path_factory):
    """So many columns with values that looking at all of them takes a while."""
    path = tmp_path_factory.mktemp("wide") / "wide.sqlite"
    db = sqlite3.connect(path)
    for t in range(40):
        columns = ", ".join(f"word_{c} TEXT" for c in range(20))
        db.execute(f"CREATE TABLE item_{t} (id INTEGER PRIMARY KEY, {columns})")
        db.executemany(f"INSERT INTO item_{t} VALUES (NULL{', ?' * 20})", [[f"w{(i * c) % 90}" for c in range(20)] for i in range(200)])
    db.execute("CREATE TABLE parrot (id INTEGER PRIMARY KEY, name TEXT)")
    db.execute("INSERT INTO parrot (name) VALUES ('Coco')")
    db.commit()
    return str(path)


def test_what_took_long_to_learn_is_kept(run, env, wide, tmp_path):
    mine = {**env, "XDG_CACHE_HOME": str(tmp_path)}

    def ask(question="How many parrots are there?"):
        start = time.monotonic()
        r = run("ask", "-q", "-f", "csv", "-s", wide, question, env=mine)
        return r.returncode, r.stdout.splitlines()[1:], time.monotonic() - start

    first = ask()
    kept = list((tmp_path / "askdb" / "schemas").glob("*.json"))
    assert first[:2] == (0, ["1"]) and len(kept) == 1 and kept[0].stat().st_mode & 0o077 == 0
    second = ask()
    assert second[:2] == first[:2] and second[2] < first[2]
    for broken in (b"", b"{}", b"[1]", kept[0].read_bytes()[:1000], kept[0].read_bytes().replace(b'"kind":', b'"kind":9'),
                   kept[0].read_bytes().replace(b'"name":"parrot"', b'"name":7')):
        kept[0].write_bytes(broken)
        assert ask()[:2] == first[:2]
    assert len(kept[0].read_bytes()) > 1000, "a broken one is replaced"
    db = sqlite3.connect(wide)
    db.execute("CREATE TABLE canary (id INTEGER PRIMARY KEY)")
    db.execute("INSERT INTO canary DEFAULT VALUES")
    db.commit()
    assert ask("How many canary are there?")[:2] == (0, ["1"]), "a changed database is looked at again"
    assert ask()[2] < first[2]
    shutil.rmtree(tmp_path / "askdb")
    (tmp_path / "askdb").write_text("in the way")
    assert ask()[:2] == first[:2]


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


# --- terminals, pipes, signals ---


def run_on_terminal(env, *args):
    """stdout and stderr on one pseudo-terminal."""
    master, slave = pty.openpty()
    p = subprocess.Popen([ASKDB, *args], stdout=slave, stderr=slave, stdin=subprocess.DEVNULL, env=env)
    os.close(slave)
    out, end = b"", time.monotonic() + TIMEOUT_S
    while time.monotonic() < end:
        if not select.select([master], [], [], 1)[0]:
            continue
        try:
            got = os.read(master, 4096)
        except OSError:
            break
        if not got:
            break
        out += got
    os.close(master)
    p.wait(TIMEOUT_S)
    return out.decode()


def test_color_only_on_a_terminal_that_wants_it(run, env, sample):
    args = ("ask", "-s", sample, QUESTION)
    assert "\033[" in run_on_terminal(env, *args)
    assert "\033[" not in run_on_terminal({**env, "NO_COLOR": "1"}, *args)
    assert "\033[" not in run_on_terminal({**env, "TERM": "dumb"}, *args)
    assert "\033[" in run_on_terminal({**env, "NO_COLOR": ""}, *args)
    assert "\033[" not in run(*args).stdout + run(*args).stderr


def test_a_full_disk_is_noticed(env, sample):
    with open("/dev/full", "w") as full:
        r = subprocess.run([ASKDB, "ask", "-s", sample, QUESTION], stdout=full, stderr=subprocess.PIPE, env=env, text=True, timeout=TIMEOUT_S)
    assert r.returncode == 1 and "standard output" in r.stderr


def test_a_closed_pipe_ends_it_quietly(env, sample):
    p = subprocess.Popen([ASKDB, "ask", "-q", "-s", sample, "-f", "csv", "Show all tracks"], stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, env=env)
    p.stdout.close()
    err = p.stderr.read().decode()
    assert p.wait(TIMEOUT_S) in (-signal.SIGPIPE, 1)
    assert "Traceback" not in err and len(err.splitlines()) <= 1


# --- completion ---


@pytest.fixture(scope="session")
def bash_words(run, tmp_path_factory):
    script = tmp_path_factory.mktemp("completion") / "askdb.bash"
    script.write_text(run("completion", "bash").stdout)

    def complete(*words):
        quoted = " ".join(f"'{w}'" for w in ("askdb", *words))
        r = subprocess.run(["bash", "-uc", f"cd /; source {script}; COMP_WORDS=({quoted}); COMP_CWORD={len(words)}; _askdb; "
                            "printf '%s\\n' \"${COMPREPLY[@]}\""], capture_output=True, text=True, timeout=TIMEOUT_S)
        assert r.stderr == ""
        return r.stdout.split()
    return complete


def test_bash_completion(run, bash_words):
    syntax = subprocess.run(["bash", "-n"], input=run("completion", "bash").stdout, text=True, capture_output=True)
    assert syntax.returncode == 0 and syntax.stderr == ""
    assert bash_words("comp") == ["completion"]
    assert bash_words("ask", "--for") == ["--format"]
    assert bash_words("ask", "--format", "") == ["table", "json", "csv", "sql"]
    assert bash_words("completion", "") == ["--help", "bash", "zsh"]
    assert "etc" in bash_words("sample", "et")
    first = {name.split()[0] for name in command_names(run)}
    assert set(bash_words("")) == first
    for name in command_names(run):
        assert "--help" in bash_words(*name.split(), "--h")


def test_zsh_completion(run):
    text = run("completion", "zsh").stdout
    assert text.startswith("#compdef askdb\n")
    for name in command_names(run):
        assert f"'{name}')" in text
    if not shutil.which("zsh"):
        pytest.skip("zsh is not installed")
    r = subprocess.run(["zsh", "-n"], input=text, text=True, capture_output=True, timeout=TIMEOUT_S)
    assert r.returncode == 0 and r.stderr == ""


# --- the manual ---


def test_manual_is_clean():
    if not shutil.which("mandoc"):
        pytest.skip("mandoc is not installed")
    r = subprocess.run(["mandoc", "-Tlint", "-Wstyle", os.path.join(ROOT, "docs", "askdb.1")], capture_output=True, text=True)
    assert [line for line in r.stdout.splitlines() if "referenced manual not found" not in line] == []


def test_manual_names_every_command_and_option(run):
    manual = open(os.path.join(ROOT, "docs", "askdb.1")).read()
    for name in command_names(run):
        assert re.search(rf"\.Cm {re.escape(name)}\b", manual), name
        for option in re.findall(r"^ +(?:-\w, )?--(\S+)", run(*name.split(), "--help").stdout, re.M):
            assert f"Fl -{option}" in manual, (name, option)
