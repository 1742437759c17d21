# SPDX-License-Identifier: Apache-2.0
"""The server as such: its description, its doors, its limits, its beginning and its end."""

import os
import re
import signal
import socket
import subprocess
import time

import httpx
import pytest
from conftest import assert_problem, find_binary, wait_until
from openapi_spec_validator import OpenAPIV31SpecValidator


def test_health(http):
    answer = http.get("/health")
    assert answer.status_code == 200 and answer.json()["status"] == "ok"
    assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["cache-control"] == "no-store"
    ready = http.get("/health/ready").json()
    assert ready["status"] == "ready" and ready["checks"]["store"]["state"] == "ok"
    assert ready["checks"].keys() == {"store", "jobs", "model", "embedder"}
    assert all(c.keys() == {"state", "latency_ms", "detail"} for c in ready["checks"].values())


def embedder_after_loading(server):
    """What readiness says of the embedder once it is no longer being opened."""
    def now():
        return server.http.get("/health/ready").json()["checks"]["embedder"]
    assert wait_until(lambda: now()["state"] != "loading")
    return now()


def test_model_is_opened_while_serving(fresh):
    server = fresh(demo=False)
    first = server.http.get("/health/ready")
    assert first.status_code == 200 and first.json()["checks"]["embedder"]["state"] in ("loading", "ok", "off")
    found = embedder_after_loading(server)
    if found["state"] == "off" and not os.environ.get("ASKDB_REQUIRE_MODEL"):
        pytest.skip("no weights: run tools/fetch-model")
    assert found["state"] == "ok" and found["detail"] in ("avx512", "avx2", "neon", "portable")


def test_damaged_model_means_words_only(fresh, tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"not weights at all")
    (tmp_path / "model" / "vocab.txt").write_text("[UNK]\n")
    server = fresh(env={"ASKDB_MODEL_DIR": str(tmp_path / "model")})
    found = embedder_after_loading(server)
    assert found["state"] == "off" and "vocab.txt" in found["detail"]
    assert wait_until(lambda: any("searching by words only" in line for line in server.log))
    found = server.http.post("/api/v1/data-catalog/semantic-search", json={"query": "customer", "search_type": "tables"}).json()
    assert "Customer" in [r["table_name"] for r in found["results"]]


def test_metrics(http):
    http.get("/health")
    answer = http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    sample = re.compile(r'^askdb_[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.e+-]+$')
    assert all(line.startswith("# ") or sample.match(line) for line in lines)
    assert any(line.startswith('askdb_http_requests_total{method="GET",route="/health",status="2xx"}') for line in lines)
    names = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(names) == len(set(names))


def test_openapi_is_valid_and_complete(http):
    doc = http.get("/api/v1/openapi.json").json()
    assert doc["openapi"].startswith("3.1")
    errors = list(OpenAPIV31SpecValidator(doc).iter_errors())
    assert not errors, errors[:3]
    operations = [(m, p, op) for p, item in doc["paths"].items() for m, op in item.items()]
    assert len(operations) > 60 and len({op["operationId"] for _, _, op in operations}) == len(operations)
    for method, path, op in operations:
        assert op["summary"], path
        assert op["responses"].keys() >= {"default"}
        named = {p["name"] for p in op.get("parameters", []) if p["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))
        allow = http.request("OPTIONS", re.sub(r"{\w+}", "x", path)).headers["allow"].split(", ")
        assert method.upper() in allow


def test_head_options_405(http):
    head = http.head("/api/v1/data-sources")
    assert head.status_code == 200 and head.content == b"" and int(head.headers["content-length"]) > 0
    wrong = http.delete("/api/v1/data-sources")
    assert_problem(wrong, 405, "method_not_allowed")
    assert wrong.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert_problem(http.get("/api/v1/nothing"), 404, "no_such_path")
    assert_problem(http.get("/nothing"), 404)
    assert_problem(http.get("/api/v1/data-sources", params={"nothing": 1}), 400, "invalid_query")


def test_page(http):
    answer = http.get("/", headers={"Accept": "text/html"})
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    assert "default-src" in answer.headers["content-security-policy"]


def test_trace(http):
    trace = "0af7651916cd43dd8448eb211c80319c"
    answer = http.get("/api/v1/data-sources/nope", headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
    assert answer.json()["trace_id"] == trace


@pytest.mark.parametrize("body, code", [
    (b"{", None), (b"[]", None), (b"\xff\xfe", None), (b'{"name": "a", "name": "b"}', None), (b"", "body_required"),
    (b"[" * 100 + b"]" * 100, None),
])
def test_bad_json(http, body, code):
    answer = http.post("/api/v1/data-sources", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (400, 413)
    assert_problem(answer, answer.status_code, code)


def test_large_body(http):
    assert_problem(http.post("/api/v1/data-sources", content=b"x" * (5 << 20)), 413)
    assert http.get("/health").status_code == 200


def test_foreign_pages_are_refused(http, server):
    assert_problem(http.get("/api/v1/data-sources", headers={"Host": "evil.example"}), 403, "foreign_host")
    assert_problem(http.get("/api/v1/data-sources", headers={"Origin": "https://evil.example"}), 403, "foreign_origin")
    assert_problem(http.get("/api/v1/data-sources", headers={"Sec-Fetch-Site": "cross-site"}), 403, "foreign_origin")
    assert http.get("/api/v0/get_config", headers={"Origin": "null"}).status_code == 403
    assert http.get("/api/v1/data-sources", headers={"Origin": server.url}).status_code == 200


def test_api_key(fresh):
    server = fresh(demo=False, env={"ASKDB_API_KEY": "correct horse"})
    url = "/api/v1/data-sources"
    refused = server.http.get(url)
    assert_problem(refused, 401, "unauthorized")
    assert refused.headers["www-authenticate"] == "Bearer"
    assert server.http.get("/api/v0/get_config").status_code == 401
    assert server.http.get("/metrics").status_code == 401
    assert server.http.get(url, headers={"X-API-Key": "wrong"}).status_code == 401
    for headers in ({"Authorization": "Bearer correct horse"}, {"X-API-Key": "correct horse"}):
        assert server.http.get(url, headers=headers).status_code == 200
    assert server.http.get("/health", headers={"Host": "elsewhere.example"}).status_code == 200
    assert "correct horse" not in "\n".join(server.log)


def serve_once(*options, env=None):
    return subprocess.run([str(find_binary()), "serve", *options], capture_output=True, text=True, timeout=30, env=env)


def test_open_bind_is_refused(tmp_path):
    done = serve_once("--host", "0.0.0.0", "--port", "0", "--data-dir", str(tmp_path / "d"), env={"HOME": str(tmp_path)})
    assert done.returncode != 0 and done.stdout == "" and "ASKDB_API_KEY" in done.stderr


def test_data_dir_is_locked(fresh, tmp_path):
    fresh(demo=False)
    done = serve_once("--port", "0", "--data-dir", str(tmp_path / "data"), env={"HOME": str(tmp_path)})
    assert done.returncode != 0 and done.stdout == "" and done.stderr


def test_port_in_use(fresh, tmp_path):
    server = fresh(demo=False)
    port = server.url.rsplit(":", 1)[1]
    done = serve_once("--port", port, "--data-dir", str(tmp_path / "other"), env={"HOME": str(tmp_path)})
    assert done.returncode != 0 and port in done.stderr


SLOW = {"sql": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000000) SELECT SUM(i) FROM n"}


def running(server):
    text = server.http.get("/metrics").text
    return float(re.search(r"^askdb_http_requests_active ([0-9.]+)$", text, re.M).group(1)) - 1  # itself


def start_slow(server):
    host, port = server.url.removeprefix("http://").split(":")
    body = httpx.Request("POST", server.url, json=SLOW).content
    s = socket.create_connection((host, int(port)))
    s.sendall(b"POST /api/v1/data-analysis/execute HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
              b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert wait_until(lambda: running(server) == 1)
    return s


def test_leaving_cancels_json_too(server):
    s = start_slow(server)
    s.close()
    assert wait_until(lambda: running(server) == 0, 6)


def test_sigterm_drains_and_the_second_ends(fresh):
    server = fresh()
    s = start_slow(server)
    server.process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    assert server.process.poll() is None
    host, port = server.url.removeprefix("http://").split(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)))
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(5) == -signal.SIGTERM
    s.close()


def test_sigterm_lets_requests_finish(fresh):
    server = fresh()
    sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000000) SELECT SUM(i) AS s FROM n"
    host, port = server.url.removeprefix("http://").split(":")
    body = httpx.Request("POST", server.url, json={"sql": sql}).content
    s = socket.create_connection((host, int(port)))
    s.sendall(b"POST /api/v1/data-analysis/execute HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    time.sleep(0.1)
    server.process.send_signal(signal.SIGTERM)
    s.settimeout(20)
    answer = b""
    while chunk := s.recv(65536):
        answer += chunk
    assert answer.startswith(b"HTTP/1.1 200") and b'"s":4500001500000' in answer
    assert server.process.wait(10) == 0


def test_ui_dir(fresh, tmp_path):
    ui = tmp_path / "ui"
    (ui / "_app" / "immutable").mkdir(parents=True)
    (ui / "index.html").write_text("<h1>hello</h1>")
    (ui / "_app" / "immutable" / "x.js").write_text("1")
    (tmp_path / "secret.txt").write_text("s")
    server = fresh("--ui-dir", str(ui), demo=False)
    page = {"Accept": "text/html"}
    home = server.http.get("/", headers=page)
    assert home.text == "<h1>hello</h1>" and home.headers["etag"]
    assert server.http.get("/", headers={"If-None-Match": home.headers["etag"]}).status_code == 304
    assert server.http.get("/catalog/x", headers=page).text == "<h1>hello</h1>"
    assert server.http.get("/_app/immutable/x.js").headers["content-type"].startswith("text/javascript")
    assert server.http.get("/_app/gone.js", headers=page).status_code == 404
    assert server.http.get("/api/v1/gone", headers=page).status_code == 404
    for path in ("/%2e%2e/secret.txt", "/..%2fsecret.txt", "/_app/%2e%2e/%2e%2e/secret.txt"):
        answer = server.http.get(path)
        assert answer.status_code in (400, 404), path
