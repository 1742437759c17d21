#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fit the polynomial of erf_of() in src/embed/kernels/body.h and print its coefficients, highest power first, and its error in f32.

erf(x) = x P(u), u = 2 (x / LIMIT)^2 - 1, by least squares at Chebyshev nodes, the weights moved towards where the error is largest
until it is nearly even (Lawson 1961). Needs numpy==2.4.6.
"""
import math

import numpy as np

LIMIT, DEGREE, NODES, ROUNDS = 3.6, 13, 2000, 60
erf = np.vectorize(math.erf)


def fit():
    u = np.cos(np.pi * (np.arange(NODES) + 0.5) / NODES)
    x = np.sqrt((u + 1) * LIMIT * LIMIT / 2)
    wanted = np.where(x > 1e-9, erf(x) / np.maximum(x, 1e-9), 2 / math.sqrt(math.pi))
    powers = np.vander(u, DEGREE + 1, increasing=True)
    weights = np.maximum(x, 0.05)
    for _ in range(ROUNDS):
        coefficients = np.linalg.lstsq(powers * weights[:, None], wanted * weights, rcond=None)[0]
        error = np.abs((powers @ coefficients - wanted) * x)
        weights *= (1e-3 + error / error.max()) ** 0.3
        weights = np.maximum(weights / weights.max(), 1e-4)
    return coefficients.astype(np.float32)


def error_f32(coefficients):
    x = np.linspace(0, LIMIT, 200001).astype(np.float32)
    u = x * x * np.float32(2 / (LIMIT * LIMIT)) - np.float32(1)
    p = np.full_like(u, coefficients[-1])
    for c in coefficients[-2::-1]:
        p = p * u + c
    return float(np.abs(p * x - erf(x)).max())


def main():
    coefficients = fit()
    print(", ".join(f"{c!s}f" for c in coefficients[::-1]))
    print(f"error within {LIMIT}: {error_f32(coefficients):.2g}, beyond: {1 - math.erf(LIMIT):.2g}")


main()
