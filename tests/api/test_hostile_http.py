# SPDX-License-Identifier: Apache-2.0
"""Requests that no honest client sends: each is answered once with a refusal, or the connection is closed, and soon."""

import socket
import time

import pytest

POST = "POST /api/v1/sql-assistant/validate HTTP/1.1\r\n"
SMUGGLED = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"


def exchange(server, text, seconds=5):
    """What comes back for raw bytes until the server closes or so many seconds are over, and whether it closed."""
    port = int(server.url.rsplit(":", 1)[1])
    found = b""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as s:
        s.sendall(text.replace("Host: localhost", f"Host: localhost:{port}").encode())
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            s.settimeout(left)
            try:
                piece = s.recv(65536)
            except TimeoutError:
                return found.decode(errors="replace"), False
            except ConnectionResetError:
                return found.decode(errors="replace"), True
            if not piece:
                return found.decode(errors="replace"), True
            found += piece
    return found.decode(errors="replace"), False


FRAMINGS = {
    "both": "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": "Content-Length: 5\r\nContent-Length: 30\r\n\r\nhello",
    "two equal lengths": "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
    "signed length": "Content-Length: +5\r\n\r\nhello",
    "list of lengths": "Content-Length: 5, 5\r\n\r\nhello",
    "hexadecimal length": "Content-Length: 0x5\r\n\r\nhello",
    "unknown encoding": "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "encoding after chunked": "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "two encodings": "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "blank before the colon": "Content-Length : 5\r\n\r\nhello",
    "negative chunk": "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
}


@pytest.mark.parametrize("framing", FRAMINGS.values(), ids=FRAMINGS.keys())
def test_where_a_request_ends_is_not_guessed(server, framing):
    answer, closed = exchange(server, POST + "Host: localhost\r\nContent-Type: application/json\r\n" + framing + SMUGGLED)
    assert answer.startswith("HTTP/1.1 400 "), answer
    assert closed, "what follows cannot be trusted"
    assert "200 OK" not in answer and "uptime_s" not in answer, "the bytes behind it were taken for a request"


HOSTS = {
    "two": ("Host: localhost\r\nHost: evil.example\r\n", 400),
    "two, foreign first": ("Host: evil.example\r\nHost: localhost\r\n", 400),
    "none": ("", 400),
    "foreign": ("Host: evil.example\r\n", 403),
    "ours as a prefix": ("Host: localhost.evil.example\r\n", 403),
    "ours as a user": ("Host: evil@localhost\r\n", 403),
    "a page of another port": ("Host: localhost\r\nSec-Fetch-Site: same-site\r\n", 403),
    "a page of another site": ("Host: localhost\r\nSec-Fetch-Site: cross-site\r\n", 403),
    "origin null": ("Host: localhost\r\nOrigin: null\r\n", 403),
}


@pytest.mark.parametrize(("headers", "status"), HOSTS.values(), ids=HOSTS.keys())
def test_who_asks(server, headers, status):
    answer, _ = exchange(server, f"GET /api/v1/data-sources HTTP/1.1\r\n{headers}Connection: close\r\n\r\n")
    assert answer.startswith(f"HTTP/1.1 {status} "), answer


def test_a_link_from_elsewhere_opens_the_page(server):
    answer, _ = exchange(server, "GET / HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\n"
                                 "Sec-Fetch-Mode: navigate\r\nConnection: close\r\n\r\n")
    assert not answer.startswith("HTTP/1.1 403"), answer


@pytest.mark.parametrize("n", [65, 300, 3000])
def test_many_parameters_do_not_hold_a_connection(server, n):
    query = "&".join("a" for _ in range(n))
    answer, closed = exchange(server, f"GET /api/v1/data-sources?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert closed and (answer == "" or answer.startswith("HTTP/1.1 4")), answer


def test_large_things_are_refused(server):
    for request, status in (("GET /" + "a" * 20000, 414), ("GET /health HTTP/1.1\r\nX-Long: " + "a" * 40000, 431)):
        answer, _ = exchange(server, request + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert f" {status} " in answer.split("\r\n")[0], answer
