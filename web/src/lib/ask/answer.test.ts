// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { GenerationEvent } from '$lib/api/types';
import { applyMessage, isLast, newAnswer } from './answer';

const validation = { is_valid: true, syntax_errors: [], security_issues: [], suggestions: [] };
const complete = (sql: string | null): GenerationEvent => ({
  type: 'generation_complete',
  generation_id: 'g',
  rewritten_query: null,
  sql,
  explanation: 'Counts the customers.',
  confidence_score: 0.9,
  validation,
  tables_considered: [{ id: 't', name: 'Customer', score: 1, why: 'customer', used: true }],
  tables_used: ['Customer'],
  assumptions: [],
  alternatives: [],
  message: null,
  choices: [],
  tokens: { in: 0, out: 0 },
  repairs: 0,
  model: 'offline',
  ms: 4
});
const play = (...messages: GenerationEvent[]) => messages.reduce(applyMessage, newAnswer('How many customers?'));

describe('an answer', () => {
  it('forms from the stream', () => {
    const a = play(
      { type: 'stage', stage: 'retrieve', state: 'running', ms: 0, generation_id: 'g' },
      { type: 'stage', stage: 'retrieve', state: 'done', ms: 2, generation_id: 'g' },
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

  it('begins anew when the server takes it up again', () => {
    const half: GenerationEvent[] = [
      { type: 'stage', stage: 'retrieve', state: 'done', ms: 2, generation_id: 'g' },
      { type: 'sql_chunk', content: 'SELECT a, ', generation_id: 'g' }
    ];
    const again = play(...half, { type: 'restart', attempt: 1, generation_id: 'g' }, { type: 'sql_chunk', content: 'SELECT b', generation_id: 'g' });
    expect(again).toMatchObject({ id: 'g', question: 'How many customers?', status: 'asking', sql: 'SELECT b', stages: [] });
  });

  it('abstains with choices', () => {
    const a = play({ type: 'clarification', question: 'Which total?', choices: [{ label: 'net', question: 'net total?' }, { label: 'gross', question: 'gross total?' }], generation_id: 'g' }, complete(null));
    expect(a.status).toBe('abstained');
    expect(a.clarification!.choices).toEqual([
      { label: 'net', question: 'net total?' },
      { label: 'gross', question: 'gross total?' }
    ]);
  });

  it('fails with a sentence', () => {
    const last: GenerationEvent = { type: 'error', message: 'The database did not answer.', code: 'upstream', generation_id: 'g' };
    expect(isLast(last)).toBe(true);
    expect(play(last)).toMatchObject({ status: 'failed', error: { code: 'upstream' } });
  });
});
