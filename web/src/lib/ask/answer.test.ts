// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { applyMessage, isLast, newAnswer, type Message } from './answer';

const validation = { is_valid: true, syntax_errors: [], security_issues: [], suggestions: [] };
const complete = (sql: string | null): Message => ({
  type: 'generation_complete',
  generation_id: 'g',
  sql,
  explanation: 'Counts the customers.',
  confidence_score: 0.9,
  validation,
  tables_considered: [{ id: 't', name: 'Customer', score: 1, why: 'customer', used: false }],
  tables_used: ['Customer'],
  assumptions: [],
  repairs: 0,
  model: 'offline',
  ms: 4
});
const play = (...messages: Message[]) => messages.reduce(applyMessage, newAnswer('How many customers?'));

describe('an answer', () => {
  it('forms from the stream', () => {
    const a = play(
      { type: 'stage', stage: 'retrieve', state: 'running' },
      { type: 'stage', stage: 'retrieve', state: 'done', ms: 2 },
      { type: 'sql_chunk', content: 'SELECT ', generation_id: 'g' },
      { type: 'sql_chunk', content: 'count(*)', generation_id: 'g' }
    );
    expect(a.status).toBe('asking');
    expect(a.sql).toBe('SELECT count(*)');
    expect(a.stages).toEqual([{ stage: 'retrieve', state: 'done', ms: 2, detail: undefined }]);
  });

  it('ends with the final SQL, not with what was streamed before a repair', () => {
    const a = play({ type: 'sql_chunk', content: 'SELECT nme', generation_id: 'g' }, complete('SELECT Name'));
    expect([a.status, a.sql, a.tables[0]!.used]).toEqual(['answered', 'SELECT Name', true]);
  });

  it('abstains with choices', () => {
    const a = play({ type: 'clarification', question: 'Which total?', choices: [{ label: 'net', question: 'net total?' }, 'gross'] }, complete(null));
    expect(a.status).toBe('abstained');
    expect(a.clarification!.choices).toEqual([
      { label: 'net', question: 'net total?' },
      { label: 'gross', question: 'gross' }
    ]);
  });

  it('fails with a sentence', () => {
    const last: Message = { type: 'error', message: 'The database did not answer.', code: 'upstream', generation_id: 'g' };
    expect(isLast(last)).toBe(true);
    expect(play(last)).toMatchObject({ status: 'failed', error: { code: 'upstream' } });
  });
});
