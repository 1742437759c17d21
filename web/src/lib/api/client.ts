// SPDX-License-Identifier: Apache-2.0
// One way to the server: JSON in and out, problems (RFC 9457) as exceptions, and whether the server can be reached at all.

import type { Answer, Input, Method, Operation, PathFor, Problem } from './types';

/** What the server, or the way to it, refused. `status` 0 = no answer at all. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
    this.problem = problem;
  }
}

type Listener = (reachable: boolean) => void;
const listeners = new Set<Listener>();

/** Be told when the server stops or starts answering. Returns the way to stop being told. */
export function onReachable(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
const tell = (reachable: boolean) => listeners.forEach((l) => l(reachable));

async function problemOf(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as Problem;
    return { ...body, title: body.title ?? response.statusText, status: response.status };
  } catch {
    return { title: response.statusText || `HTTP ${response.status}`, status: response.status };
  }
}

/** A request whose answer is the caller's to read; throws ApiError unless it succeeded. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { credentials: 'same-origin', ...init });
  } catch (e) {
    if (init.signal?.aborted) throw e;
    tell(false);
    throw new ApiError({ title: 'no answer', status: 0, code: 'network' });
  }
  tell(true);
  if (!response.ok) throw new ApiError(await problemOf(response));
  return response;
}

/** The address of a path of the document, its parameters filled in. */
export function address(path: string, { path: names = {}, query = {} }: { path?: object; query?: object } = {}): string {
  const filled = Object.entries(names).reduce((p, [name, value]) => p.replace(`{${name}}`, encodeURIComponent(String(value))), path);
  const parameters = new URLSearchParams(Object.entries(query).filter(([, v]) => v !== undefined && v !== null).map(([k, v]) => [k, String(v)]));
  return parameters.size ? `${filled}?${parameters}` : filled;
}

type Given<O> = object extends Input<O> ? [Input<O>?] : [Input<O>];

/** Call an operation of the API: what goes in and what comes out follows from its method and path. */
export async function json<M extends Method, P extends PathFor<M>>(method: M, path: P, ...[input]: Given<Operation<M, P>>): Promise<Answer<Operation<M, P>>> {
  const { body, signal, ...where } = (input ?? {}) as { body?: unknown; signal?: AbortSignal; path?: object; query?: object };
  const response = await request(address(path, where), {
    method,
    headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {})
  });
  return (response.status === 204 ? undefined : await response.json()) as Answer<Operation<M, P>>;
}
