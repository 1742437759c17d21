// SPDX-License-Identifier: Apache-2.0
// The answer of /data-analysis/execute as the screens use it. Rows are turned into arrays once, so that the grid never copies them.
import type { Cell, GridColumn } from '$lib/ui/grid';
import type { Figure } from '$lib/ui/plotly';

export interface ExecutionColumn extends GridColumn {
  null_count: number | null;
  unique_count: number | null;
}
export interface Insight {
  insight_type: 'data_quality' | 'pattern' | 'outlier' | 'trend';
  insight_text: string;
  confidence_score: number;
  evidence: Record<string, unknown>;
}
export interface Visualization {
  type: 'chart' | 'table';
  title: string;
  config: { chart_type?: string; x_axis?: string; y_axis?: string };
  data: Figure | null;
}
export interface ColumnStatistics {
  name: string;
  type: string;
  role: 'numeric' | 'text' | 'temporal' | 'boolean' | 'empty' | 'other';
  count: number;
  null_count: number;
  unique_count: number;
  unique: 'exact' | 'estimated';
  min?: Cell;
  max?: Cell;
  mean?: number;
  median?: number;
  std_dev?: number;
  quartiles?: { q1: number; q2: number; q3: number };
  quantiles?: 'exact' | 'estimated';
  avg_length?: number;
  most_common?: { value: string; count: number }[];
}
export interface Summary {
  rows_counted: number;
  rows_kept: number;
  counted_all: boolean;
  columns: ColumnStatistics[];
  correlations: { x: string; y: string; r: number; rows: number }[];
}
export interface Execution {
  id: string;
  sql: string;
  status: string;
  execution_time_ms: number;
  row_count: number;
  truncated: boolean;
  truncated_reason?: string | null;
  columns: ExecutionColumn[];
  data: Record<string, Cell>[];
  statistics: { summary: Summary | null; insights: Insight[]; anomalies: unknown[] } | null;
  visualizations: Visualization[];
}

/** Cells in the columns' order. */
export function rowsOf(e: Execution): Cell[][] {
  const names = e.columns.map((c) => c.name);
  return e.data.map((record) => names.map((n) => record[n] ?? null));
}

/** The best chart, where there is one; a single number is read better in the table. */
export function chartOf(e: Execution): Visualization | undefined {
  return e.visualizations.find((v) => v.type === 'chart' && v.data?.data.length && !v.data.data.some((trace) => trace['type'] === 'indicator'));
}
