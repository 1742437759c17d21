#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write tests/unit/embed/golden.jsonl and src/embed/selftest.h from the reference implementation.

usage: make_golden.py MODEL_DIR

The reference is the `tokenizers` package for the pieces and the BERT model of `transformers` (on JAX, f32, on the processor)
for the vectors, pooled and normalised as sentence-transformers does. Needs, in a virtual environment:
    transformers==4.46.3 tokenizers==0.20.3 flax==0.8.5 jax[cpu]==0.4.30 scipy==1.17.1 numpy==1.26.4 safetensors==0.8.0
"""
import base64
import json
import os
import sys

os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["TRANSFORMERS_VERBOSITY"] = "error"

import numpy as np
from tokenizers import Tokenizer
from transformers import FlaxBertModel

import sentences

TOKENS_MAX = 256
SELF_TEST = "Which customers bought the most in 2024? 売上"
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def load(model_dir):
    tokenizer = Tokenizer.from_file(os.path.join(model_dir, "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(TOKENS_MAX)
    return tokenizer, FlaxBertModel.from_pretrained(model_dir, from_pt=True, add_pooling_layer=False)


def embed(model, ids):
    hidden = np.asarray(model(np.array([ids], dtype=np.int32)).last_hidden_state[0], dtype=np.float64)
    mean = hidden.mean(axis=0)
    return mean / np.linalg.norm(mean)


def write_golden(tokenizer, model):
    path = os.path.join(ROOT, "tests", "unit", "embed", "golden.jsonl")
    with open(path, "w", encoding="ascii") as out:
        for text in sentences.texts():
            ids = tokenizer.encode(text).ids
            vector = base64.b64encode(embed(model, ids).astype("<f2").tobytes()).decode()
            out.write(json.dumps({"text": text, "ids": ids, "vector": vector}) + "\n")


def write_self_test(tokenizer, model):
    values = np.rint(embed(model, tokenizer.encode(SELF_TEST).ids) * 32767).astype(int)
    lines = ["\t" + ", ".join(map(str, values[i : i + 16])) for i in range(0, len(values), 16)]
    text = SELF_TEST.encode()
    literal = "".join(chr(b) if b < 0x80 else f"\\x{b:02x}" for b in text)
    with open(os.path.join(ROOT, "src", "embed", "selftest.h"), "w", encoding="ascii") as out:
        out.write(
            "// SPDX-License-Identifier: Apache-2.0\n"
            "/*\n * What the reference implementation makes of one sentence, times 32767: embed_open() compares before it trusts the\n"
            " * weights it was given. Written by tests/bench/make_golden.py.\n */\n#pragma once\n\n"
            '#include "base/limits.h"\n\n#include <stdint.h>\n\n'
            f'static const char selftest_text[] = "{literal}";\n\n'
            "// clang-format off\nstatic const int16_t selftest_vector[EMBED_DIM] = {\n" + ",\n".join(lines) + "};\n// clang-format on\n"
        )


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__.split("\n\n")[1])
    tokenizer, model = load(sys.argv[1])
    write_golden(tokenizer, model)
    write_self_test(tokenizer, model)


main()
