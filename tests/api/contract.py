# SPDX-License-Identifier: Apache-2.0
"""What a server answers, held against what its OpenAPI document says: status, media type, schema, and that no member goes
unmentioned. Attached to every client of the suite, so that each call of a v1 route is a test of the document."""

import copy
import functools
import json
import re

import httpx
import jsonschema

CHECKED = ("/api/v1/", "/health")


def _close(schema):
    """The schema with every object that names its members allowing no others."""
    if isinstance(schema, list):
        return [_close(s) for s in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {k: _close(v) for k, v in schema.items()}
    if closed.get("type") == "object" and "properties" in closed:
        closed.setdefault("additionalProperties", False)
    return closed


class Contract:
    """One server's document. `seen` holds the operations whose success was checked."""

    def __init__(self, doc):
        self.doc = doc
        self.seen = set()
        schemas = _close(copy.deepcopy(doc["components"]["schemas"]))
        self.root = {"components": {"schemas": schemas}}
        self.routes = [(method.upper(), re.compile("^" + re.sub(r"{\w+}", "[^/]+", path) + "$"), "{" in path, op)
                       for path, item in doc["paths"].items() for method, op in item.items()]
        self.routes.sort(key=lambda r: r[2])  # a literal path goes before one with parameters

    def operation(self, method, path):
        method = "GET" if method == "HEAD" else method
        return next((op for m, pattern, _, op in self.routes if m == method and pattern.match(path)), None)

    @functools.cache
    def _validator(self, name):
        return jsonschema.Draft202012Validator({**self.root, **self.root["components"]["schemas"][name]})

    def check_value(self, schema, value, where):
        schema = _close(schema)
        validator = self._validator(schema["$ref"].rsplit("/", 1)[1]) if "$ref" in schema else jsonschema.Draft202012Validator({**self.root, **schema})
        wrong = jsonschema.exceptions.best_match(validator.iter_errors(value))
        assert wrong is None, f"{where}: {wrong.json_path}: {wrong.message}"

    def _response(self, op, status):
        return op["responses"].get(str(status)) or op["responses"]["default"]

    def check(self, response):
        """An answer that has been read; streams are checked message by message with check_message()."""
        path = response.request.url.path
        op = self.operation(response.request.method, path)
        if not op or not path.startswith(CHECKED) or response.status_code == 304:
            return
        where = f"{response.request.method} {path} {response.status_code}"
        said = self._response(op, response.status_code)
        assert response.status_code >= 400 or str(response.status_code) in op["responses"], f"{where}: this status is not in the document"
        media = response.headers.get("content-type", "").split(";")[0]
        if "content" not in said:
            assert not response.content, f"{where}: a body that the document does not mention"
        else:
            assert media in said["content"], f"{where}: the document does not mention {media!r}"
        if media.endswith("json") and response.request.method != "HEAD":
            self.check_value(said["content"][media]["schema"], response.json(), where)
        if response.status_code < 400:
            self.seen.add(op["operationId"])

    def check_message(self, response, message):
        """One message of an event stream."""
        path = response.request.url.path
        op = self.operation(response.request.method, path)
        schema = op["responses"]["200"]["content"]["text/event-stream"]["schema"]["x-event-data"]
        self.check_value(schema, message, f"{response.request.method} {path}: {json.dumps(message)[:200]}")
        self.seen.add(op["operationId"])


def attach(client):
    """Hold every answer that this client gets against the server's document; the Contract."""
    contract = Contract(httpx.get(f"{client.base_url}/api/v1/openapi.json".replace("//api", "/api"), timeout=30).json())

    def on_response(response):
        response.extensions["contract"] = contract  # for whoever reads the messages of a stream
        if response.headers.get("content-type", "").startswith("text/event-stream"):
            return
        response.read()
        contract.check(response)

    client.event_hooks = {"response": [on_response]}
    client.contract = contract
    return contract
