// SPDX-License-Identifier: Apache-2.0
// The answer of /data-analysis/execute as the screens use it. Rows are turned into arrays once, so that the grid never copies them.
import { ApiError, json } from '$lib/api/client';
import type { Cell, Execution, Input, Operation, Visualization } from '$lib/api/types';
import { i18n } from '$lib/i18n/index.svelte';

/** Cells in the columns' order. */
export function rowsOf(e: Execution): Cell[][] {
  const names = e.columns.map((c) => c.name);
  return e.data.map((record) => names.map((n) => record[n] ?? null));
}

/** The best chart, where there is one; a single number is read better in the table. */
export function chartOf(e: Execution): Visualization | undefined {
  return e.visualizations.find((v) => v.type === 'chart' && v.data?.data.length && !v.data.data.some((trace) => trace['type'] === 'indicator'));
}

const LOOK_MS = 1_000;
const ALL_ROWS = 10_000;

/** A second that an abort cuts short. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, LOOK_MS);
    function done() {
      signal.removeEventListener('abort', gone);
      resolve();
    }
    function gone() {
      clearTimeout(timer);
      reject(signal.reason);
    }
    signal.addEventListener('abort', gone, { once: true });
  });
}

/** Look at an execution that goes on in the server until it has ended; a server that is away for a while is waited for. */
export async function followExecution(id: string, signal: AbortSignal): Promise<Execution> {
  for (;;) {
    try {
      const e: Execution = await json('GET', '/api/v1/data-analysis/results/{id}', { path: { id }, query: { limit: ALL_ROWS }, signal });
      if (e.status !== 'running') return e;
    } catch (e) {
      if (!(e instanceof ApiError) || e.status !== 0) throw e;
    }
    await pause(signal);
  }
}

/** End an execution that goes on in the server, for everybody. */
export async function stopExecution(id: string): Promise<void> {
  await json('DELETE', '/api/v1/data-analysis/executions/{id}', { path: { id } });
}

/** Run a statement to its end, which may be long after its request's. An abort ends it in the server too. */
export async function execute(body: Input<Operation<'POST', '/api/v1/data-analysis/execute'>>['body'], signal: AbortSignal): Promise<Execution> {
  const first: Execution = await json('POST', '/api/v1/data-analysis/execute', { body, signal });
  if (first.status !== 'running') return first;
  try {
    const e = await followExecution(first.id, signal);
    if (e.status === 'completed') return e;
    throw new ApiError({ title: i18n.t.analysis.failedTitle, status: 502, detail: e.error ?? '', code: e.status });
  } catch (e) {
    if (signal.aborted) void stopExecution(first.id).catch(() => {});
    throw e;
  }
}
