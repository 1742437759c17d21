# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL with TLS and SCRAM: which step of the test fails, and what it says to do, for each way the two can go wrong."""

import os
import shutil
import subprocess

import pytest

import pgserver


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True, timeout=60)


def make_authority(folder, name):
    openssl(folder, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.crt")
    return str(folder / f"{name}.crt")


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """Two authorities, and a server certificate for `localhost` signed by the first; readable by the server's user."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine")
    folder = tmp_path_factory.mktemp("tls")
    right, wrong = make_authority(folder, "right"), make_authority(folder, "wrong")
    openssl(folder, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost",
            "-keyout", "server.key", "-out", "server.csr")
    (folder / "san").write_text("subjectAltName=DNS:localhost\n")
    openssl(folder, "x509", "-req", "-in", "server.csr", "-CA", "right.crt", "-CAkey", "right.key", "-CAcreateserial",
            "-days", "2", "-extfile", "san", "-out", "server.crt")
    return folder, right, wrong


@pytest.fixture(scope="module")
def postgres(certificates):
    pgserver.require()
    server = pgserver.PgServer()
    here = certificates[0]

    def own(data):
        for name in ("server.crt", "server.key"):
            shutil.copy(here / name, data)
            os.chmod(os.path.join(data, name), 0o600)
            server.own(os.path.join(data, name))

    server.settings = {"ssl": "on"}
    server.prepare = own
    with server:
        server.psql("CREATE ROLE reader LOGIN PASSWORD 'pässwört 1'; CREATE TABLE t (x int); GRANT SELECT ON t TO reader")
        yield server


@pytest.fixture(scope="module")
def servers(certificates, tmp_path_factory):
    """A server that trusts the right authority, one that trusts the wrong one, one that trusts none."""
    from conftest import Server

    _, right, wrong = certificates
    started = {}
    for name, file in (("right", right), ("wrong", wrong), ("none", "/nonexistent/root.crt")):
        started[name] = Server(tmp_path_factory.mktemp(name), demo=False, env={"PGSSLROOTCERT": file})
    yield started
    for server in started.values():
        server.stop()


def try_it(server, postgres, **config):
    body = {"name": "pg", "type": "postgresql",
            "config": {"host": "localhost", "port": postgres.port, "database": "postgres", "username": "reader",
                       "password": "pässwört 1", **config}}
    answer = server.http.post("/api/v1/data-sources/test", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


WAYS = [  # trusted authority, what is asked for, the step that fails (None = all is well), what its sentence says
    ("right", {"ssl_mode": "require"}, None, None),
    ("right", {"ssl_mode": "verify-ca"}, None, None),
    ("right", {"ssl_mode": "verify-full"}, None, None),
    ("right", {"ssl_mode": "verify-ca", "host": "127.0.0.1"}, None, None),
    ("right", {"ssl_mode": "verify-full", "host": "127.0.0.1"}, "tls", ("does not match host name", "ssl_mode verify-ca")),
    ("wrong", {"ssl_mode": "verify-full"}, "tls", ("certificate verify failed", "PGSSLROOTCERT")),
    ("wrong", {"ssl_mode": "verify-ca"}, "tls", ("certificate verify failed", "PGSSLROOTCERT")),
    ("none", {"ssl_mode": "verify-full"}, "tls", ("root certificate file", "~/.postgresql/root.crt")),
    ("none", {"ssl_mode": "require"}, None, None),
    ("none", {"ssl_mode": "disable"}, None, None),
    ("right", {"password": "wrong"}, "login", ("password authentication failed", "check the user name and the password")),
    ("right", {"password": ""}, "login", ("password",)),
    ("right", {"username": "nobody"}, "login", ("password authentication failed",)),
    ("right", {"database": "gone"}, "login", ("does not exist", "check the database's name")),
]


@pytest.mark.parametrize(("trusts", "config", "step", "says"), WAYS,
                         ids=[f"{w[0]}-{'-'.join(map(str, w[1].values()))}" for w in WAYS])
def test_step_and_remedy(servers, postgres, trusts, config, step, says):
    answer = try_it(servers[trusts], postgres, **config)
    failed = [s for s in answer["steps"] if not s["ok"]]
    if step is None:
        assert answer["ok"] and not failed, answer
        assert [s["step"] for s in answer["steps"]] == ["dns", "tcp", "tls", "login", "read_only", "introspect"]
        return
    assert [s["step"] for s in failed] == [step] and answer["steps"][-1] == failed[0], answer
    assert len({s["step"] for s in answer["steps"]}) == len(answer["steps"])
    for words in says:
        assert words in f'{failed[0]["detail"]}; {failed[0]["remedy"]}', answer
    assert "pässwört" not in str(answer)


def test_session_is_encrypted_and_reads(servers, postgres):
    """The registered source works over TLS with SCRAM, and the server sees TLS."""
    http = servers["right"].http
    made = http.post("/api/v1/data-sources", json={
        "name": "tls", "url": f"postgres://reader:p%C3%A4ssw%C3%B6rt%201@localhost:{postgres.port}/postgres?sslmode=verify-full"})
    assert made.status_code == 201, made.text
    answer = http.post("/api/v1/data-analysis/execute",
                       json={"data_source_id": made.json()["id"], "sql": "SELECT count(*) AS n FROM t"})
    assert answer.status_code == 200 and answer.json()["data"] == [{"n": 0}], answer.text
    assert postgres.psql("SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE ssl AND usename = 'reader'").strip() != "0"
