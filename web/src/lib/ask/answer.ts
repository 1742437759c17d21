// SPDX-License-Identifier: Apache-2.0
// One answer as it forms: the messages of the stream folded into what is shown. Pure, so that a replay, a reload and a second tab end in
// the same state. Messages may come twice after a reconnection: those with an id already seen change nothing.

import type { Choice, ConsideredTable, GenerationEvent } from '$lib/api/types';

export interface StageView {
  stage: string;
  state: 'running' | 'done' | 'failed';
  ms: number;
  detail: string | undefined;
}
export interface Answer {
  id: string | undefined;
  question: string;
  /** What it was read as, where it leant on the questions before. */
  readAs: string | undefined;
  status: 'asking' | 'answered' | 'abstained' | 'failed' | 'stopped';
  stages: StageView[];
  sql: string;
  explanation: string | undefined;
  confidence: number | undefined;
  tables: ConsideredTable[];
  assumptions: string[];
  warnings: string[];
  clarification: { question: string; choices: Choice[] } | undefined;
  message: string | undefined;
  /** `cause` is what the server or the way to it refused with, where that is known. */
  error: { message: string; code: string; cause?: unknown } | undefined;
  repairs: number;
  model: string | undefined;
  ms: number | undefined;
}

export function newAnswer(question: string, id?: string): Answer {
  return {
    id,
    question,
    readAs: undefined,
    status: 'asking',
    stages: [],
    sql: '',
    explanation: undefined,
    confidence: undefined,
    tables: [],
    assumptions: [],
    warnings: [],
    clarification: undefined,
    message: undefined,
    error: undefined,
    repairs: 0,
    model: undefined,
    ms: undefined
  };
}

export const isLast = (m: GenerationEvent) => m.type === 'generation_complete' || m.type === 'error';

function withStage(stages: StageView[], m: Extract<GenerationEvent, { type: 'stage' }>): StageView[] {
  const view: StageView = {
    stage: m.stage,
    state: m.state,
    ms: m.ms,
    detail: m.detail ?? undefined
  };
  const at = stages.findIndex((s) => s.stage === m.stage);
  return at < 0 ? [...stages, view] : stages.map((s, i) => (i === at ? view : s));
}

/** The answer after one more message. */
export function applyMessage(a: Answer, m: GenerationEvent): Answer {
  switch (m.type) {
    case 'stage':
      return { ...a, id: m.generation_id ?? a.id, stages: withStage(a.stages, m) };
    case 'restart':
      return newAnswer(a.question, m.generation_id);
    case 'sql_chunk':
      return { ...a, id: m.generation_id, sql: a.sql + m.content };
    case 'clarification':
      return { ...a, clarification: { question: m.question ?? '', choices: m.choices } };
    case 'generation_complete':
      return {
        ...a,
        id: m.generation_id,
        readAs: m.rewritten_query ?? undefined,
        status: m.sql === null ? 'abstained' : 'answered',
        sql: m.sql ?? '',
        explanation: m.explanation ?? undefined,
        confidence: m.confidence_score ?? undefined,
        tables: m.tables_considered,
        assumptions: m.assumptions,
        warnings: [...m.validation.security_issues, ...m.validation.suggestions],
        message: m.message ?? undefined,
        repairs: m.repairs,
        model: m.model ?? undefined,
        ms: m.ms
      };
    case 'error':
      return { ...a, status: 'failed', error: { message: m.message, code: m.code } };
  }
}
