#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""askdb's encoder against ONNX Runtime in f32: the same weights, one thread each, in turn within one run.

usage: embed_vs_onnx.py --binary build/tests/bench/embed_bench [--rounds 60]

The ONNX graph is built here from model.safetensors (opset 17, no attention mask since all texts of a batch are equally long, which
is the cheapest graph there is), fused by onnxruntime.transformers and optimised by the runtime. ONNX Runtime is given token ids;
askdb's time has the tokenizer in it. The vectors must agree (cosine > 0.9999) before anything is timed. Times are milliseconds a
call: processor time, which neighbours on the machine disturb less, and wall time. Runs itself in a virtual environment with the
packages of requirements.txt in the user's cache directory.
"""
import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "askdb"
MODEL = pathlib.Path(os.environ.get("ASKDB_MODEL_DIR") or CACHE / "model")
LAYERS, HEADS, DIM, EPSILON, COSINE_MIN = 6, 12, 384, 1e-12, 0.9999
SENTENCE = "how many customers from each country bought a rock album last year ok?"
PARAGRAPH = ("each row of the table is one order of a customer from a country with its date, its price and the name of the city "
             "where it was sold; ")


def in_virtual_environment():
    """Go on in an environment that has the pinned packages, made when it is absent or the list has changed."""
    home, requirements = CACHE / "venv-bench", HERE / "requirements.txt"
    stamp = home / "requirements.installed"
    if not stamp.exists() or stamp.read_text() != requirements.read_text():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(home)], check=True)
        subprocess.run([str(home / "bin/pip"), "install", "-q", "-r", str(requirements)], check=True)
        stamp.write_text(requirements.read_text())
    if pathlib.Path(sys.prefix) != home:
        os.execv(home / "bin/python", [str(home / "bin/python"), *sys.argv])


class Graph:
    """The encoder as an ONNX graph, node by node in the order that PyTorch's exporter writes and the fusions look for."""

    def __init__(self, weights):
        self.weights, self.nodes, self.constants = weights, [], []

    def constant(self, name, value):
        if all(c.name != name for c in self.constants):
            self.constants.append(onnx.numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def op(self, kind, *inputs, **attributes):
        out = f"{kind}_{len(self.nodes)}"
        self.nodes.append(onnx.helper.make_node(kind, list(inputs), [out], name=out, **attributes))
        return out

    def weight(self, name):
        return self.constant(name, self.weights[name])

    def linear(self, x, name):
        product = self.op("MatMul", x, self.constant(f"{name}.weight", self.weights[f"{name}.weight"].T))
        return self.op("Add", self.weight(f"{name}.bias"), product)

    def norm(self, x, name):
        return self.op("LayerNormalization", x, self.weight(f"{name}.weight"), self.weight(f"{name}.bias"), axis=-1, epsilon=EPSILON)

    def heads(self, x, name, perm):
        split = self.constant("split_heads", np.array([0, 0, HEADS, DIM // HEADS], dtype=np.int64))
        return self.op("Transpose", self.op("Reshape", self.linear(x, name), split), perm=perm)

    def attention(self, x, at):
        query = self.heads(x, f"{at}.self.query", [0, 2, 1, 3])
        key = self.heads(x, f"{at}.self.key", [0, 2, 3, 1])
        value = self.heads(x, f"{at}.self.value", [0, 2, 1, 3])
        scale = self.constant("scale", np.array((DIM / HEADS) ** 0.5, dtype=np.float32))
        shares = self.op("Softmax", self.op("Div", self.op("MatMul", query, key), scale), axis=-1)
        mixed = self.op("Transpose", self.op("MatMul", shares, value), perm=[0, 2, 1, 3])
        joined = self.op("Reshape", mixed, self.constant("join_heads", np.array([0, 0, DIM], dtype=np.int64)))
        return self.norm(self.op("Add", self.linear(joined, f"{at}.output.dense"), x), f"{at}.output.LayerNorm")

    def gelu(self, x):
        root, one, half = (self.constant(f"gelu_{n}", np.array(v, dtype=np.float32)) for n, v in (("root", 2 ** 0.5), ("one", 1), ("half", 0.5)))
        erf = self.op("Erf", self.op("Div", x, root))
        return self.op("Mul", self.op("Mul", x, self.op("Add", erf, one)), half)

    def embeddings(self):
        words = self.op("Gather", self.weight("embeddings.word_embeddings.weight"), "ids")
        places = self.op("Gather", self.weight("embeddings.position_embeddings.weight"), "places")
        kind = self.constant("kind", self.weights["embeddings.token_type_embeddings.weight"][0])
        return self.norm(self.op("Add", self.op("Add", words, kind), places), "embeddings.LayerNorm")

    def model(self):
        x = self.embeddings()
        for i in range(LAYERS):
            at = f"encoder.layer.{i}"
            x = self.attention(x, f"{at}.attention")
            inner = self.gelu(self.linear(x, f"{at}.intermediate.dense"))
            x = self.norm(self.op("Add", self.linear(inner, f"{at}.output.dense"), x), f"{at}.output.LayerNorm")
        mean = self.op("ReduceMean", x, axes=[1], keepdims=0)
        length = self.op("ReduceL2", mean, axes=[1], keepdims=1)
        self.nodes.append(onnx.helper.make_node("Div", [mean, length], ["vectors"]))
        tensor, kinds = onnx.helper.make_tensor_value_info, onnx.TensorProto
        graph = onnx.helper.make_graph(self.nodes, "encoder", [tensor("ids", kinds.INT64, ["batch", "pieces"]), tensor("places", kinds.INT64, [1, "pieces"])],
                                       [tensor("vectors", kinds.FLOAT, ["batch", DIM])], self.constants)
        model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 17)], ir_version=9)
        onnx.checker.check_model(model)
        return model


def session(model_path):
    """(session, fusions made): the fused graph, in the runtime with every optimisation and one thread."""
    fused = optimizer.optimize_model(str(model_path), model_type="bert", num_heads=HEADS, hidden_size=DIM, opt_level=0)
    counts = {k: v for k, v in fused.get_fused_operator_statistics().items() if v}
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    return onnxruntime.InferenceSession(fused.model.SerializeToString(), options, providers=["CPUExecutionProvider"]), counts


class Askdb:
    """embed_bench --answer: one line a call."""

    def __init__(self, binary):
        self.process = subprocess.Popen([binary, "--answer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def call(self, count, text):
        """(wall ms, processor ms, the first vector)."""
        self.process.stdin.write(f"{count} {text}\n")
        answer = self.process.stdout.readline().split()
        if not answer:
            raise SystemExit("embed_vs_onnx: embed_bench gave no answer")
        return float(answer[0]) / 1000, float(answer[1]) / 1000, np.array(answer[2:], dtype=np.float32)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Onnx:
    def __init__(self, runtime, tokenizer):
        self.runtime, self.tokenizer = runtime, tokenizer

    def call(self, count, text):
        ids = np.array([self.tokenizer.encode(text).ids] * count, dtype=np.int64)
        feed = {"ids": ids, "places": np.arange(ids.shape[1], dtype=np.int64)[None]}
        wall, cpu = time.perf_counter(), time.thread_time()
        vectors = self.runtime.run(["vectors"], feed)[0]
        cpu, wall = time.thread_time() - cpu, time.perf_counter() - wall
        return wall * 1000, cpu * 1000, vectors[0]


def text_of(tokenizer, pieces):
    """A text of exactly this many pieces, [CLS] and [SEP] included."""
    words = SENTENCE if pieces == 16 else (PARAGRAPH * 8)
    ids = tokenizer.encode(words)
    text = words if len(ids.ids) == pieces else words[: ids.offsets[pieces - 2][1]]
    assert len(tokenizer.encode(text).ids) == pieces, (pieces, text)
    return text


def compare(name, count, text, rivals, rounds):
    vectors = [r.call(count, text)[2] for r in rivals]
    cosine = float(vectors[0] @ vectors[1] / (np.linalg.norm(vectors[0]) * np.linalg.norm(vectors[1])))
    if cosine < COSINE_MIN:
        raise SystemExit(f"embed_vs_onnx: {name}: the vectors differ, cosine {cosine:.6f}")
    walls, cpus = ([], []), ([], [])
    for _ in range(rounds):
        for i, r in enumerate(rivals):
            wall, cpu, _ = r.call(count, text)
            walls[i].append(wall)
            cpus[i].append(cpu)
    for label, times, pick in (("cpu  min   ", cpus, min), ("cpu  median", cpus, statistics.median), ("wall median", walls, statistics.median)):
        ours, theirs = pick(times[0]), pick(times[1])
        print(f"{name:26s} {label}   askdb {ours:8.3f} ms   onnxruntime {theirs:8.3f} ms   ratio {theirs / ours:5.2f}")
    print(f"{name:26s} cosine {cosine:.7f}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--rounds", type=int, default=60)
    a = parser.parse_args()
    tokenizer = BertWordPieceTokenizer(str(MODEL / "vocab.txt"), lowercase=True)
    with tempfile.TemporaryDirectory() as tmp:
        path = pathlib.Path(tmp) / "encoder.onnx"
        onnx.save(Graph(load_file(MODEL / "model.safetensors")).model(), path)
        runtime, fused = session(path)
    askdb = Askdb(a.binary)
    rivals = (askdb, Onnx(runtime, tokenizer))
    print(f"onnxruntime {onnxruntime.__version__}, fused {fused}; load {os.getloadavg()[0]:.1f}")
    compare("1 sentence of 16 pieces", 1, text_of(tokenizer, 16), rivals, a.rounds)
    compare("1 text of 128 pieces", 1, text_of(tokenizer, 128), rivals, a.rounds)
    compare("32 sentences of 16 pieces", 32, text_of(tokenizer, 16), rivals, max(a.rounds // 4, 5))
    askdb.close()


in_virtual_environment()

import numpy as np  # noqa: E402: only the environment has them
import onnx  # noqa: E402
import onnxruntime  # noqa: E402
from onnxruntime.transformers import optimizer  # noqa: E402
from safetensors.numpy import load_file  # noqa: E402
from tokenizers import BertWordPieceTokenizer  # noqa: E402

main()
