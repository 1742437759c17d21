// SPDX-License-Identifier: Apache-2.0
// The one door to Plotly: a chunk of its own, loaded when the first chart is shown.

export interface Figure {
  data: Record<string, unknown>[];
  layout?: Record<string, unknown>;
}
export interface PlotlyModule {
  react(host: HTMLElement, data: unknown[], layout: Record<string, unknown>, config: Record<string, unknown>): Promise<unknown>;
  purge(host: HTMLElement): void;
  toImage(figure: { data: unknown[]; layout: Record<string, unknown>; config?: Record<string, unknown> }, options: { format: 'png'; width: number; height: number; scale: number }): Promise<string>;
}

let loading: Promise<PlotlyModule> | undefined;
export function plotly(): Promise<PlotlyModule> {
  loading ??= import('plotly.js-cartesian-dist-min').then((m) => (m.default ?? m) as unknown as PlotlyModule);
  return loading;
}
