# SPDX-License-Identifier: Apache-2.0
"""`askdb key rotate`: killed at any moment, the secrets open with the key that is there afterwards."""

import os
import random
import signal
import subprocess
import time

import pgserver
from conftest import find_binary

KILLS = 40
SOURCES = 20


def rotate(data_dir, *options):
    return [str(find_binary()), "key", "rotate", "--data-dir", str(data_dir), *options]


def readable(server):
    """How many sources get as far as connecting, which no server answers."""
    found = 0
    for item in server.http.get("/api/v1/data-sources?limit=200").json()["items"]:
        answer = server.http.post(f"/api/v1/data-sources/{item['id']}/test")
        found += answer.status_code == 200 and any(s["step"] == "tcp" for s in answer.json()["steps"])
    return found


def test_rotation_survives_kill(fresh, tmp_path):
    server = fresh(demo=False)
    for i in range(SOURCES):
        made = server.http.post("/api/v1/data-sources", json={"name": f"s{i}", "url": f"postgres://u:secret{i}@127.0.0.1:1/d"})
        assert made.status_code == 201
    assert readable(server) == SOURCES
    refused = subprocess.run(rotate(tmp_path / "data"), capture_output=True, text=True, timeout=30)
    assert refused.returncode == 1 and "stop the server first" in refused.stderr
    server.stop()

    key = tmp_path / "data" / "master.key"
    started = time.monotonic()
    assert subprocess.run(rotate(tmp_path / "data"), timeout=30).returncode == 0
    whole_run = time.monotonic() - started
    keys = {key.read_text()}
    for _ in range(KILLS):
        process = subprocess.Popen(rotate(tmp_path / "data"), stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0, 1.3 * whole_run))
        process.send_signal(signal.SIGKILL)
        process.wait()
        keys.add(key.read_text())
    assert len(keys) > 1, "some of them got as far as the new key"
    server = fresh(demo=False)
    assert readable(server) == SOURCES


def test_rotation_of_a_shared_store_needs_it_alone(fresh, tmp_path):
    """Servers on one PostgreSQL store hold the key each; the database itself knows whether one is there."""
    pgserver.require()
    with pgserver.PgServer() as pg:
        env = {"DATABASE_URL": pg.dsn}
        server = fresh(demo=False, env=env)
        made = server.http.post("/api/v1/data-sources", json={"name": "s", "url": "postgres://u:secret@127.0.0.1:1/d"})
        assert made.status_code == 201
        shared = dict(os.environ, **env)
        refused = subprocess.run(rotate(tmp_path / "data"), capture_output=True, text=True, timeout=30, env=shared)
        assert refused.returncode == 1 and "stop the server first" in refused.stderr, refused.stderr
        assert "in use by another askdb" in refused.stderr
        server.process.kill()
        server.process.wait()
        done = subprocess.run(rotate(tmp_path / "data"), capture_output=True, text=True, timeout=30, env=shared)
        assert done.returncode == 0 and "Sealed 1 secret" in done.stderr, done.stderr
        again = fresh(demo=False, env=env)
        assert readable(again) == 1
        again.stop()
