# SPDX-License-Identifier: Apache-2.0
"""Attacks on what may be registered as a database: nothing is opened that is no database, nothing waits, nothing of a file comes back."""

import os
import time

import pytest

BASE = "/api/v1/data-sources"
AT_ONCE_S = 10


@pytest.fixture(scope="module")
def own(http):
    """The server's data directory."""
    sample = [s for s in http.get(BASE).json()["items"] if s["name"] == "sample"][0]
    return os.path.dirname(sample["config"]["path"])


def try_both(http, body):
    """The test's answer; registering the same must not be more lenient, and neither may wait."""
    began = time.monotonic()
    tried, made = http.post(f"{BASE}/test", json=body), http.post(BASE, json=body)
    assert time.monotonic() - began < AT_ONCE_S
    if made.status_code == 201:
        http.delete(f"{BASE}/{made.json()['id']}")
    if tried.status_code >= 400:
        assert made.status_code == tried.status_code
    return tried


def refused_file(http, path):
    answer = try_both(http, {"name": "hostile", "type": "sqlite", "config": {"path": str(path)}})
    assert answer.status_code >= 400 or answer.json()["ok"] is False, answer.text
    return answer


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/stdin", "/dev/tty", "/proc/self/mem", "/", "/tmp",
                                  "", ":memory:", "relative.db", "file:/tmp/x.db?mode=rwc", "/nowhere/x.db", "/tmp/\x00x.db", "/" + "a" * 5000])
def test_what_is_no_file(http, path):
    refused_file(http, path)


@pytest.mark.parametrize("path", ["/proc/self/environ", "/proc/kmsg"])
def test_a_file_without_a_size_is_an_empty_database(http, path):
    answer = try_both(http, {"name": "hostile", "type": "sqlite", "config": {"path": path}}).json()
    assert answer["ok"] is False or answer["tables"] == 0


def test_a_pipe_does_not_hold_it(http, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    refused_file(http, tmp_path / "pipe")


def test_another_file_stays_unread(http, tmp_path):
    secret = tmp_path / "notes.txt"
    secret.write_text("the-secret-of-a-file " * 300)
    answer = refused_file(http, secret)
    assert "the-secret-of-a-file" not in answer.text


def test_a_missing_file_is_not_made(http, tmp_path):
    refused_file(http, tmp_path / "new.db")
    assert os.listdir(tmp_path) == []


def test_the_store_by_any_name(http, own, tmp_path):
    """Its own tables are no database to ask, however the file is called."""
    store = os.path.join(own, "askdb.db")
    os.symlink(store, tmp_path / "link.db")
    os.link(store, os.path.join(own, "hard.db"))
    os.symlink(own, tmp_path / "folder")
    try:
        for name in (store, tmp_path / "link.db", os.path.join(own, "hard.db"), tmp_path / "folder" / "askdb.db",
                     os.path.join(own, "..", os.path.basename(own), "askdb.db"), own + "//askdb.db"):
            answer = refused_file(http, name)
            assert answer.status_code == 403, (name, answer.text)
    finally:
        os.unlink(os.path.join(own, "hard.db"))


@pytest.mark.parametrize("url", [
    "postgres://u:p@127.0.0.1:1/d?options=-c%20default_transaction_read_only=off", "postgres://u@127.0.0.1/d?service=x",
    "postgres://u@127.0.0.1/d?servicefile=/etc/passwd", "postgres://u@127.0.0.1/d?passfile=/etc/passwd",
    "postgres://u@127.0.0.1/d?sslkey=/etc/shadow", "postgres://u@127.0.0.1/d?sslrootcert=/etc/shadow", "postgres://u@/d?host=/tmp",
    "postgres://u@%2Ftmp/d", "postgres://u@a,b,c/d", "postgres://u@127.0.0.1:1,2/d", "postgres://u@127.0.0.1:99999/d",
    "postgres://u@127.0.0.1:-1/d", "postgres://u@127.0.0.1/d%00e", "postgres://u%00@127.0.0.1/d", "postgres://[::1/d", "http://127.0.0.1/",
    "file:///etc/passwd", "postgres://u@127.0.0.1/" + "d" * 5000, "postgres://u@127.0.0.1/d?dbname=host%3D/tmp",
])
def test_urls_that_want_more_than_a_server(http, url):
    answer = try_both(http, {"name": "hostile", "url": url})
    assert answer.status_code >= 400 or answer.json()["ok"] is False, answer.text


@pytest.mark.parametrize("config", [
    {"host": "127.0.0.1", "port": 1, "database": "x host=/tmp", "username": "u"},
    {"host": "127.0.0.1", "port": 1, "database": "postgres://other/", "username": "u' options='-c x"},
    {"host": "127.0.0.1", "port": 1, "database": "d", "username": "u", "search_path": "public; SET default_transaction_read_only = off"},
    {"host": "127.0.0.1 port=5432", "port": 1, "database": "d", "username": "u"},
    {"host": "/var/run/postgresql", "port": 5432, "database": "d", "username": "u"},
    {"host": "127.0.0.1", "port": 1, "database": "d", "username": "u", "options": "-c x"},
])
def test_a_connection_string_cannot_be_smuggled_in(http, config):
    answer = try_both(http, {"name": "hostile", "type": "postgresql", "config": config})
    assert answer.status_code >= 400 or answer.json()["ok"] is False, answer.text


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "-1", "9" * 40, "' OR 1=1 --", "%00", "../..", "a" * 4000, "eyJpZCI6MX0="])
def test_cursors_that_no_list_gave(http, cursor):
    for path in (BASE, "/api/v1/data-analysis/history", "/api/v1/sql-assistant/history", "/api/v1/sql-assistant/sessions"):
        answer = http.get(path, params={"cursor": cursor, "limit": 1})
        assert answer.status_code in ((200,) if cursor == "" else (400,)), (path, answer.text)


def test_afterwards_all_is_well(http):
    assert http.get("/health").json()["status"] == "ok"
    assert [s["name"] for s in http.get(BASE).json()["items"]].count("hostile") == 0
