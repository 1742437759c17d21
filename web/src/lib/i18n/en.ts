// SPDX-License-Identifier: Apache-2.0
// The English texts, and the type that the other languages must fill: a missing or an extra key does not compile.
// A text with parameters is a function; a plural is a function of its number.

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

export const en = {
  app: { name: 'askdb', skip: 'Skip to the content', loading: 'Loading', close: 'Close', cancel: 'Cancel', save: 'Save', retry: 'Try again', copy: 'Copy', copied: 'Copied', undo: 'Undo', delete: 'Delete', edit: 'Edit', more: 'More', back: 'Back', stop: 'Stop', details: 'Details', optional: 'optional', search: 'Search' },
  nav: { main: 'Main', ask: 'Ask', catalog: 'Catalog', analysis: 'Analysis', dashboards: 'Dashboards', sources: 'Sources', settings: 'Settings', source: 'Data source', noSource: 'No data source' },
  shell: { palette: 'Search or run a command', offline: 'The server cannot be reached. What you typed is kept; this page reconnects by itself.', online: 'Connected again', jobs: (n: number) => plural(n, '1 job running', `${n} jobs running`), noJobs: 'Nothing is running', theme: 'Theme', themeSystem: 'System', themeLight: 'Light', themeDark: 'Dark', language: 'Language', shortcuts: 'Keyboard shortcuts', newVersion: 'A new version is there', reload: 'Reload' },
  grid: { copied: (n: number) => plural(n, 'Copied 1 cell', `Copied ${n} cells`), rows: (n: number) => plural(n, '1 row', `${n} rows`) },
  chart: { failed: 'The chart could not be drawn. The table has the same numbers.' },
  error: { title: 'Something went wrong', trace: 'Trace id', code: 'Code', notFound: 'There is nothing at this address', notFoundHelp: 'The link may be old. The pages on the left are all there are.', network: 'The server did not answer', networkHelp: 'Check that askdb is running, then try again.' }
};

export type Messages = typeof en;
