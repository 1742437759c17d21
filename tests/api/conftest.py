# SPDX-License-Identifier: Apache-2.0
"""The real binary on a free port with a data directory of its own, and the small helpers that every test file uses."""

import json
import os
import pathlib
import signal
import subprocess
import threading
import time

import httpx
import pytest

import contract

READY_S = 60
STOP_S = 30


def find_binary():
    named = os.environ.get("ASKDB_BINARY")
    path = pathlib.Path(named) if named else pathlib.Path(__file__).resolve().parents[2] / "build" / "askdb"
    if not path.exists():
        pytest.exit(f"no askdb binary at {path}; build it or set ASKDB_BINARY", 2)
    return path


class Server:
    """One process: started in the constructor, ready when that returns."""

    def __init__(self, data_dir, *options, env=None, demo=True):
        command = [str(find_binary()), "serve", "--port", "0", "--data-dir", str(data_dir), *options]
        if demo:
            command.append("--demo")
        clean = {k: v for k, v in os.environ.items() if not k.startswith("ASKDB_") or k == "ASKDB_MODEL_DIR"}
        self.log = []
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env={**clean, "ASKDB_LOG_LEVEL": "debug", **(env or {})})
        self._drain = threading.Thread(target=self._read_log, daemon=True)
        self._drain.start()
        self.url = self._wait_ready()
        self.http = httpx.Client(base_url=self.url, timeout=30)
        if not (env or {}).get("ASKDB_API_KEY"):
            contract.attach(self.http)

    def _read_log(self):
        for line in self.process.stderr:
            self.log.append(line.rstrip("\n"))

    def _wait_ready(self):
        watchdog = threading.Timer(READY_S, self.process.kill)
        watchdog.start()
        line = self.process.stdout.readline()
        watchdog.cancel()
        if not line.startswith("askdb ready http://"):
            self.process.kill()
            self.process.wait()
            raise RuntimeError("the server did not start:\n" + "\n".join(self.log))
        return line.split()[2]

    def stop(self, sig=signal.SIGTERM):
        """Ends the process; its exit status, and what else it wrote to stdout (nothing, when it behaves)."""
        if self.process.poll() is None:
            self.process.send_signal(sig)
        rest = self.process.stdout.read()
        try:
            status = self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        self.http.close()
        return status, rest

    def source_id(self):
        return self.http.get("/api/v1/data-sources").json()["items"][0]["id"]


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for all tests that leave it as they found it."""
    s = Server(tmp_path_factory.mktemp("data"))
    yield s
    status, rest = s.stop()
    assert (status, rest) == (0, ""), "\n".join(s.log[-20:])


@pytest.fixture(scope="session")
def http(server):
    return server.http


@pytest.fixture(scope="session")
def source_id(server):
    return server.source_id()


@pytest.fixture
def fresh(tmp_path):
    """Start servers of one's own; whatever still runs at the end is stopped."""
    started = []

    def start(*options, data_dir=None, **kw):
        s = Server(data_dir or tmp_path / "data", *options, **kw)
        started.append(s)
        return s

    yield start
    for s in started:
        if s.process.poll() is None:
            s.stop()


def events(response):
    """The messages of an event stream: (id, decoded data), comments left out. Reads to the end."""
    found, current = [], {}
    for line in response.iter_lines():
        if line == "":
            if "data" in current:
                found.append((int(current["id"]), json.loads(current["data"])))
                if "contract" in response.extensions:
                    response.extensions["contract"].check_message(response, found[-1][1])
            current = {}
        elif not line.startswith(":"):
            name, _, value = line.partition(": ")
            current[name] = value
    return found


def generate(http, query, **body):
    """Ask by stream; the messages."""
    with http.stream("POST", "/api/v1/sql-assistant/generate", json={"query": query, **body},
                     headers={"Accept": "text/event-stream"}) as response:
        assert response.status_code == 200
        return events(response)


def wait_until(check, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if check():
            return True
        time.sleep(0.05)
    return False


def assert_problem(response, status, code=None):
    """RFC 9457, with our members, and nothing of our inside."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert {"type", "title", "status", "detail", "instance", "code", "trace_id"} <= problem.keys()
    assert problem["detail"] and len(problem["trace_id"]) == 32
    if code:
        assert problem["code"] == code, problem
    return problem
