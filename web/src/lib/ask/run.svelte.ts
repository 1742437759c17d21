// SPDX-License-Identifier: Apache-2.0
// A question being answered, and its statement being run. Generations are the server's jobs and pages only look at them, so leaving
// a page stops nothing but the looking; Stop is a request of its own.
import { address, ApiError, json, request } from '$lib/api/client';
import { followStream } from '$lib/api/sse';
import type { Execution, GenerationEvent } from '$lib/api/types';
import { i18n } from '$lib/i18n/index.svelte';
import { applyMessage, isLast, newAnswer, type Answer } from './answer';
import { execute } from './execution';

const eventsOf = (generation_id: string) => address('/api/v1/sql-assistant/generate/{generation_id}/events', { path: { generation_id } });

/** How a question was or is asked. */
export interface Asked {
  /** Of an answer that was begun before. */
  id?: string;
  dormant?: boolean;
  /** The conversation it goes into, once that is known. */
  session?: () => Promise<string>;
  /** It is read as it stands, without what was said before. */
  alone?: boolean;
}

export class Turn {
  answer = $state.raw<Answer>(newAnswer(''));
  /** The result of the statement, once it was run. */
  execution = $state.raw<Execution | undefined>();
  running = $state(false);
  /** Since when, in ms of the epoch. */
  ranFrom = $state(0);
  runError = $state.raw<unknown>();
  connected = $state(true);
  edited = $state<string | undefined>();
  /** When the waiting began, in ms of the epoch. */
  readonly began = Date.now();
  /** Asked before, and not looked at yet: it is fetched and run when it comes into view. */
  dormant = $state(false);
  #abort = new AbortController();
  #runAbort = new AbortController();
  #asked: Asked;

  /** The database that was asked. */
  source = '';

  constructor(source: string, question: string, asked: Asked = {}) {
    this.source = source;
    this.#asked = asked;
    this.dormant = asked.dormant ?? false;
    this.answer = newAnswer(question, asked.id);
  }

  /** What was asked, and whom, for an answer that is known by its id only. */
  async #recall(id: string): Promise<void> {
    const g = await json('GET', '/api/v1/sql-assistant/generations/{generation_id}', { path: { generation_id: id }, signal: this.#abort.signal });
    this.source = g.data_source_id ?? this.source;
    this.answer = { ...this.answer, question: g.query };
  }

  /** Send the question. Its id comes with the headers: from then on the answer can be found again, whatever becomes of the connection. */
  async #ask(signal: AbortSignal, onId: (id: string) => void): Promise<Response> {
    const body = {
      query: this.answer.question,
      data_source_id: this.source,
      session_id: (await this.#asked.session?.()) ?? null,
      options: { use_context: !this.#asked.alone }
    };
    const response = await request('/api/v1/sql-assistant/generate?detach=1', {
      method: 'POST',
      headers: { Accept: 'text/event-stream', 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      signal
    });
    const id = response.headers.get('X-Generation-Id');
    if (id) {
      this.answer = { ...this.answer, id };
      onId(id);
    }
    return response;
  }

  /** Look at an answer that was begun before, from its first message. */
  async #lookAt(id: string, signal: AbortSignal): Promise<Response> {
    if (!this.answer.question || this.#asked.id) await this.#recall(id);
    return request(eventsOf(id), { headers: { Accept: 'text/event-stream' }, signal });
  }

  /** Ask, or, for a turn that has an id, follow what was asked before. Ends with the stream; onId is told the id as soon as there is one. */
  async follow(onId: (id: string) => void = () => {}): Promise<void> {
    const headers = { Accept: 'text/event-stream' };
    const { id } = this.answer;
    this.dormant = false;
    try {
      await followStream<GenerationEvent>({
        open: (signal) => (id ? this.#lookAt(id, signal) : this.#ask(signal, onId)),
        isRepeatable: id !== undefined,
        resume: (lastId, signal) => {
          const at = this.answer.id;
          if (!at) return undefined;
          return lastId ? request(eventsOf(at), { headers: { ...headers, 'Last-Event-ID': lastId }, signal }) : this.#lookAt(at, signal);
        },
        onMessage: (m) => (this.answer = applyMessage(this.answer, m)),
        isLast,
        onConnection: (up) => (this.connected = up),
        signal: this.#abort.signal
      });
    } catch (e) {
      if (this.#abort.signal.aborted) return;
      const problem = e instanceof ApiError ? e.problem : undefined;
      this.answer = {
        ...this.answer,
        status: 'failed',
        error: { message: problem?.detail ?? problem?.title ?? i18n.t.ask.lost, code: problem?.code ?? 'stream_lost', cause: problem && e }
      };
    }
  }

  /** Look away. The server goes on; the turn can be followed again by its id. */
  leave(): void {
    this.#abort.abort();
  }

  /** End the answer for everybody who looks at it; what has arrived stays. */
  stop(): void {
    this.#abort.abort();
    if (this.answer.status === 'asking') this.answer = { ...this.answer, status: 'stopped' };
    if (this.answer.id) void json('DELETE', '/api/v1/sql-assistant/generate/{generation_id}', { path: { generation_id: this.answer.id } }).catch(() => {});
  }

  /** Run the statement, edited or as it came. */
  async run(): Promise<void> {
    const sql = this.edited ?? this.answer.sql;
    this.#runAbort = new AbortController();
    const { signal } = this.#runAbort;
    this.running = true;
    this.ranFrom = Date.now();
    this.runError = undefined;
    const statement = {
      sql,
      data_source_id: this.source,
      sql_generation_id: this.edited === undefined ? (this.answer.id ?? null) : null,
      // what is noticed in a result is written for whoever reads the page; the explanation stays in the question's language
      analysis_options: { language: i18n.locale }
    };
    try {
      this.execution = await execute(statement, signal);
    } catch (e) {
      if (!signal.aborted) this.runError = e;
    } finally {
      this.running = false;
    }
  }

  /** Stop the statement, in the server too. */
  stopRun(): void {
    this.#runAbort.abort();
  }
}
