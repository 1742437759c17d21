# SPDX-License-Identifier: Apache-2.0
"""The server is killed a hundred times while clients write and a sync runs. What was acknowledged is there afterwards, every sync
ends, and no start needs a hand."""

import os
import random
import signal
import threading
import time

import httpx

KILLS = int(os.environ.get("ASKDB_KILLS", "100"))
WRITERS = 2
LIVES_MS = (30, 400)  # how long a server lives after something was acknowledged
ACKNOWLEDGED_S = 5
SYNC_END_S = 120


class Ledger:
    """What the server said it has: training ids by writer, and the syncs it took on."""

    def __init__(self):
        self.lock = threading.Lock()
        self.trained, self.described, self.syncs = set(), {}, set()


def write_training(url, ledger, writer, stop):
    """Add documents until the server is gone; only what was answered counts."""
    with httpx.Client(base_url=url, timeout=10) as client:
        while not stop.is_set():
            text = f"note {writer} {random.getrandbits(64):x}"
            try:
                r = client.post("/api/v0/train", json={"documentation": text})
            except httpx.HTTPError:
                return
            if r.status_code == 200 and r.json().get("status") == "success":
                with ledger.lock:
                    ledger.trained.add(r.json()["id"])


def write_descriptions(url, ledger, tables, stop):
    with httpx.Client(base_url=url, timeout=10) as client:
        while not stop.is_set():
            table, text = random.choice(tables), f"told {random.getrandbits(64):x}"
            with ledger.lock:
                ledger.described.setdefault(table, []).append(("sent", text))
            try:
                r = client.patch(f"/api/v1/data-catalog/tables/{table}/description", json={"description": text})
            except httpx.HTTPError:
                return
            if r.status_code == 200:
                with ledger.lock:
                    ledger.described[table].append(("kept", text))


def start_sync(url, ledger, source):
    try:
        r = httpx.post(f"{url}/api/v1/data-sources/{source}/sync", timeout=10)
        if r.status_code == 202:
            with ledger.lock:
                ledger.syncs.add(r.json()["workflow_id"])
    except httpx.HTTPError:
        pass


def one_life(server, ledger, source, tables):
    """Write and sync for a moment, then kill -9."""
    stop = threading.Event()
    threads = [threading.Thread(target=write_training, args=(server.url, ledger, w, stop)) for w in range(WRITERS)]
    threads.append(threading.Thread(target=write_descriptions, args=(server.url, ledger, tables, stop)))
    threads.append(threading.Thread(target=start_sync, args=(server.url, ledger, source)))
    before, deadline = len(ledger.trained), time.monotonic() + ACKNOWLEDGED_S
    for t in threads:
        t.start()
    while len(ledger.trained) == before and time.monotonic() < deadline:
        time.sleep(0.005)
    time.sleep(random.uniform(*LIVES_MS) / 1000)
    server.process.send_signal(signal.SIGKILL)
    server.process.wait()
    stop.set()
    for t in threads:
        t.join()


def wait_for_syncs(server, ledger):
    """Every sync that was acknowledged comes to an end."""
    states, deadline = {}, time.monotonic() + SYNC_END_S
    while time.monotonic() < deadline:
        for job in ledger.syncs - {j for j, s in states.items() if s != "RUNNING" and s != "QUEUED"}:
            states[job] = server.http.get(f"/api/v1/data-catalog/refresh/status/{job}").json()["status"]
        if all(s not in ("RUNNING", "QUEUED") for s in states.values()):
            break
        time.sleep(0.2)
    return states


def may_be(history):
    """Texts that a description may have: the last one acknowledged, or one sent after it that may have been written unheard."""
    kept = [i for i, (how, _) in enumerate(history) if how == "kept"]
    after = history[kept[-1]:] if kept else history
    return {text for _, text in after} | ({None} if not kept else set())


def test_killed_a_hundred_times(fresh, tmp_path):
    random.seed(7)
    words_only = {"ASKDB_MODEL_DIR": str(tmp_path / "no-model")}
    ledger = Ledger()
    server = fresh(env=words_only)
    source = server.source_id()
    tables = [t["id"] for t in server.http.get("/api/v1/data-catalog/tables").json()["items"]]
    for _ in range(KILLS):
        one_life(server, ledger, source, tables)
        server = fresh(env=words_only)
    assert len(ledger.trained) > KILLS / 4 and ledger.syncs, "the writers did write"
    there = {t["id"] for t in server.http.get("/api/v0/get_training_data").json()["training_data"]}
    assert ledger.trained <= there, f"{len(ledger.trained - there)} of {len(ledger.trained)} acknowledged items are lost"
    for table, history in ledger.described.items():
        now = server.http.get(f"/api/v1/data-catalog/tables/{table}").json()["user_description"]
        assert now in may_be(history), f"a description went back to {now!r}"
    states = wait_for_syncs(server, ledger)
    assert set(states.values()) <= {"COMPLETED"}, states
    asked = server.http.post("/api/v0/query", json={"question": "How many customers are there in each country?"})
    assert asked.status_code == 200 and asked.json()["row_count"] > 0
    print(f"{KILLS} kills: {len(ledger.trained)} items and {sum(len(h) for h in ledger.described.values())} descriptions, {len(states)} syncs")
