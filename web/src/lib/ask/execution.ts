// SPDX-License-Identifier: Apache-2.0
// The answer of /data-analysis/execute as the screens use it. Rows are turned into arrays once, so that the grid never copies them.
import type { Cell, Execution, Visualization } from '$lib/api/types';

/** Cells in the columns' order. */
export function rowsOf(e: Execution): Cell[][] {
  const names = e.columns.map((c) => c.name);
  return e.data.map((record) => names.map((n) => record[n] ?? null));
}

/** The best chart, where there is one; a single number is read better in the table. */
export function chartOf(e: Execution): Visualization | undefined {
  return e.visualizations.find((v) => v.type === 'chart' && v.data?.data.length && !v.data.data.some((trace) => trace['type'] === 'indicator'));
}
