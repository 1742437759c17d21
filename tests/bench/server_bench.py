#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The server as a whole: start to ready, idle memory, and questions a second beside an empty request in the same run.

usage: server_bench.py --binary build/askdb [--seconds 5] [--connections 8] [--starts 10]

wrk drives, with and without the embedding model, POST /api/v0/generate_sql with the sample's questions, a different one each time, in turn with GET /health.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import statistics
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
READY_S = 60
LUA = """
local bodies = {%s}
local at = 0
request = function()
  at = at %% #bodies + 1
  return wrk.format("POST", "/api/v0/generate_sql", {["Content-Type"] = "application/json"}, bodies[at])
end
"""


def start(binary, data_dir, model=True):
    """(process, base URL, milliseconds from exec to the ready line)."""
    options = ["--demo"]
    env = os.environ if model else {**os.environ, "ASKDB_MODEL_DIR": os.path.join(data_dir, "no-model")}
    began = time.monotonic()
    server = subprocess.Popen([binary, "serve", "--port", "0", "--data-dir", data_dir, *options], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True, env=env)
    line = server.stdout.readline()
    ms = (time.monotonic() - began) * 1000
    if not line.startswith("askdb ready "):
        raise SystemExit("the server did not start")
    return server, line.split()[2], ms


def stop(server):
    server.send_signal(signal.SIGTERM)
    server.wait(timeout=READY_S)


def memory_kib(pid, field):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as f:
        return sum(int(m) for m in re.findall(rf"^{field}:\s+(\d+) kB", f.read(), re.M))


def questions():
    out = []
    for f in sorted((ROOT / "samples/chinook/training/pairs").glob("*.jsonl")):
        out += [json.loads(line)["question"] for line in f.read_text(encoding="utf-8").splitlines() if line.strip()]
    return out


def wrk(url, seconds, connections, script=None):
    """(requests a second, p50 ms, p99 ms, answers that were not 2xx)."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "10s", *(["-s", script] if script else []), url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    def latency(percent):
        value, unit = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)", text).groups()
        return float(value) * {"us": 0.001, "ms": 1, "s": 1000}[unit]
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1)), latency(50), latency(99), int(bad.group(1)) if bad else 0


def cpu_ms(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def measure(a, model):
    print(f"## {'with' if model else 'without'} the model; load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as tmp:
        server, _, first = start(a.binary, tmp, model)
        stop(server)
        times = []
        for _ in range(a.starts):
            server, _, ms = start(a.binary, tmp, model)
            times.append(ms)
            stop(server)
        print(f"start to ready, first time with --demo   {first:8.0f} ms")
        print(f"start to ready, median of {a.starts:2d}             {statistics.median(times):8.1f} ms  (min {min(times):.1f}, max {max(times):.1f})")
        server, url, _ = start(a.binary, tmp, model)
        time.sleep(1)
        print(f"idle memory                              {memory_kib(server.pid, 'Rss') / 1024:8.1f} MiB RSS, {memory_kib(server.pid, 'Pss_Anon') / 1024:.1f} MiB of it anonymous")
        script = os.path.join(tmp, "ask.lua")
        with open(script, "w", encoding="utf-8") as f:
            f.write(LUA % ", ".join(json.dumps(json.dumps({"question": q}, ensure_ascii=True)) for q in questions()))
        for name, path, lua in (("GET /health", "/health", None), ("POST /api/v0/generate_sql", "/", script), ("GET /health", "/health", None)):
            before = cpu_ms(server.pid)
            rate, p50, p99, bad = wrk(url + path, a.seconds, a.connections, lua)
            each = (cpu_ms(server.pid) - before) / (rate * a.seconds)
            print(f"{name:26s} {a.connections} connections  {rate:9.0f}/s   p50 {p50:7.2f} ms   p99 {p99:7.2f} ms   cpu {each:6.3f} ms each   not 2xx {bad}")
        print(f"memory after the load                    {memory_kib(server.pid, 'Rss') / 1024:8.1f} MiB RSS")
        stop(server)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--starts", type=int, default=10)
    a = parser.parse_args()
    if not shutil.which("wrk"):
        parser.error("wrk is not installed: run tools/setup bench")
    for model in (True, False):
        measure(a, model)


main()
