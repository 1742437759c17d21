# SPDX-License-Identifier: Apache-2.0
"""askdb ask on files: formats, statuses, the cache, terminals, pipes."""

import csv
import io
import json
import os
import pty
import select
import shutil
import signal
import sqlite3
import subprocess
import time

import pytest

from askdb_cli import ASKDB, QUESTION, ROOT, TIMEOUT_S, env, home, run, sample  # noqa: F401 (fixtures)


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
        r = run("ask", "-q", "-f", "csv", "-s", wide, question, env=mine)
        return r.returncode, r.stdout.splitlines()[1:]

    first = ask()
    kept = list((tmp_path / "askdb" / "schemas").glob("*.json"))
    assert first == (0, ["1"]) and len(kept) == 1 and kept[0].stat().st_mode & 0o077 == 0
    assert ask() == first
    for broken in (b"", b"{}", b"[1]", kept[0].read_bytes()[:1000], kept[0].read_bytes().replace(b'"kind":', b'"kind":9'),
                   kept[0].read_bytes().replace(b'"name":"parrot"', b'"name":7')):
        kept[0].write_bytes(broken)
        assert ask() == first
    assert len(kept[0].read_bytes()) > 1000, "a broken one is replaced"
    db = sqlite3.connect(wide)
    db.execute("CREATE TABLE canary (id INTEGER PRIMARY KEY)")
    db.execute("INSERT INTO canary DEFAULT VALUES")
    db.commit()
    assert ask("How many canary are there?") == (0, ["1"]), "a changed database is looked at again"
    assert ask() == first
    shutil.rmtree(tmp_path / "askdb")
    (tmp_path / "askdb").write_text("in the way")
    assert ask() == first


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
