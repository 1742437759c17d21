// SPDX-License-Identifier: Apache-2.0
// One answer as it forms: the messages of the stream folded into what is shown. Pure, so that a replay, a reload and a second tab end in
// the same state. Messages may come twice after a reconnection: those with an id already seen change nothing.

export interface StageView {
  stage: string;
  state: 'running' | 'done' | 'failed';
  ms: number;
  detail: string | undefined;
}
export interface TableView {
  id: string | null;
  name: string;
  score: number;
  why: string;
  used: boolean;
}
export interface Choice {
  label: string;
  question: string;
}
export interface Validation {
  is_valid: boolean;
  syntax_errors: string[];
  security_issues: string[];
  suggestions: string[];
}
export type Message =
  | { type: 'stage'; stage: string; state: string; ms?: number; detail?: string | null; generation_id?: string }
  | { type: 'sql_chunk'; content: string; generation_id: string }
  | { type: 'clarification'; question: string; choices: (Choice | string)[] }
  | {
      type: 'generation_complete';
      generation_id: string;
      sql: string | null;
      explanation: string | null;
      confidence_score: number | null;
      validation: Validation;
      tables_considered: (TableView | string)[];
      tables_used: string[];
      assumptions: string[];
      message?: string | null;
      repairs: number;
      model: string;
      ms: number;
    }
  | { type: 'error'; message: string; code: string; generation_id: string | null };

export interface Answer {
  id: string | undefined;
  question: string;
  status: 'asking' | 'answered' | 'abstained' | 'failed' | 'stopped';
  stages: StageView[];
  sql: string;
  explanation: string | undefined;
  confidence: number | undefined;
  tables: TableView[];
  assumptions: string[];
  warnings: string[];
  clarification: { question: string; choices: Choice[] } | undefined;
  message: string | undefined;
  error: { message: string; code: string } | undefined;
  repairs: number;
  model: string | undefined;
  ms: number | undefined;
}

export function newAnswer(question: string, id?: string): Answer {
  return {
    id,
    question,
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

export const isLast = (m: Message) => m.type === 'generation_complete' || m.type === 'error';

function withStage(stages: StageView[], m: Extract<Message, { type: 'stage' }>): StageView[] {
  const view: StageView = {
    stage: m.stage,
    state: m.state === 'done' || m.state === 'failed' ? m.state : 'running',
    ms: m.ms ?? 0,
    detail: m.detail ?? undefined
  };
  const at = stages.findIndex((s) => s.stage === m.stage);
  return at < 0 ? [...stages, view] : stages.map((s, i) => (i === at ? view : s));
}

const asTable = (t: TableView | string): TableView => (typeof t === 'string' ? { id: null, name: t, score: 0, why: '', used: false } : t);
const asChoice = (c: Choice | string): Choice => (typeof c === 'string' ? { label: c, question: c } : c);

/** The answer after one more message. */
export function applyMessage(a: Answer, m: Message): Answer {
  switch (m.type) {
    case 'stage':
      return { ...a, id: m.generation_id ?? a.id, stages: withStage(a.stages, m) };
    case 'sql_chunk':
      return { ...a, id: m.generation_id, sql: a.sql + m.content };
    case 'clarification':
      return { ...a, clarification: { question: m.question, choices: m.choices.map(asChoice) } };
    case 'generation_complete': {
      const used = new Set(m.tables_used);
      return {
        ...a,
        id: m.generation_id,
        status: m.sql === null ? 'abstained' : 'answered',
        sql: m.sql ?? '',
        explanation: m.explanation ?? undefined,
        confidence: m.confidence_score ?? undefined,
        tables: m.tables_considered.map(asTable).map((t) => ({ ...t, used: t.used || used.has(t.name) })),
        assumptions: m.assumptions,
        warnings: [...m.validation.security_issues, ...m.validation.suggestions],
        message: m.message ?? undefined,
        repairs: m.repairs,
        model: m.model,
        ms: m.ms
      };
    }
    case 'error':
      return { ...a, status: 'failed', error: { message: m.message, code: m.code } };
  }
}
