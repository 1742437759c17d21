// SPDX-License-Identifier: Apache-2.0
// The turns that stand on the page: of a conversation that was begun before, of one answer that belongs to none, or of a new
// conversation, which the server hears of with its first question.
import { json } from '$lib/api/client';
import { threads } from '$lib/state/threads.svelte';
import { Turn } from './run.svelte';

const PAGE = 40; // messages: twenty questions with their answers

export class Conversation {
  id = $state<string | undefined>();
  turns = $state.raw<Turn[]>([]);
  /** There are messages before the one with this number. */
  before = $state<number | undefined>();
  #beginning: Promise<string> | undefined;

  isOpen(generation: string): boolean {
    return this.turns.some((t) => t.answer.id === generation);
  }

  /** A page of messages, as turns that sleep until they are looked at. */
  async #fetch(session: string): Promise<Turn[]> {
    const query = this.before === undefined ? { limit: PAGE } : { limit: PAGE, before: this.before };
    const s = await json('GET', '/api/v1/sql-assistant/sessions/{id}', { path: { id: session }, query });
    this.before = s.before ?? undefined;
    return s.messages.flatMap((m) =>
      m.role === 'user' && m.generation_id ? [new Turn(s.data_source_id ?? '', m.content, { id: m.generation_id, dormant: true })] : []
    );
  }
  async open(session: string): Promise<void> {
    this.turns = await this.#fetch(session);
    this.id = session;
  }
  /** The conversation an answer stands in, back to that answer; else the answer alone. */
  async openAnswer(generation: string): Promise<void> {
    const g = await json('GET', '/api/v1/sql-assistant/generations/{generation_id}', { path: { generation_id: generation } });
    if (g.session_id) await this.open(g.session_id);
    while (!this.isOpen(generation) && this.before !== undefined) await this.more();
    if (!this.isOpen(generation)) this.turns = [...this.turns, new Turn(g.data_source_id ?? '', g.query, { id: generation, dormant: true })];
  }
  /** The turns before those that are there. */
  async more(): Promise<void> {
    if (this.id) this.turns = [...(await this.#fetch(this.id)), ...this.turns];
  }

  async #begin(source: string): Promise<string> {
    return (this.id = (await json('POST', '/api/v1/sql-assistant/sessions', { body: { data_source_id: source } })).id);
  }
  /** One more question; `alone` reads it without what was said before. */
  add(source: string, question: string, alone = false): Turn {
    const session = () => {
      if (this.id) return Promise.resolve(this.id);
      // a beginning that failed is made again by the next question
      return (this.#beginning ??= this.#begin(source).finally(() => (this.#beginning = undefined)));
    };
    const turn = new Turn(source, question, { session, alone });
    this.turns = [...this.turns, turn];
    return turn;
  }
  /** Ask, or look at, a turn; the list at the side follows. */
  async follow(turn: Turn, onId: (id: string) => void): Promise<void> {
    await turn.follow((id) => {
      onId(id);
      void threads.load();
    });
    void threads.load();
  }

  leave(): void {
    this.turns.forEach((t) => t.leave());
    this.turns = [];
    this.id = this.before = undefined;
  }
}
