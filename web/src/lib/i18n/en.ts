// SPDX-License-Identifier: Apache-2.0
// The English texts, and the type that the other languages must fill: a missing or an extra key does not compile.
// A text with parameters is a function; a plural is a function of its number.

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

export const en = {
  app: { name: 'askdb', skip: 'Skip to the content', loading: 'Loading', close: 'Close', cancel: 'Cancel', save: 'Save', retry: 'Try again', copy: 'Copy', copied: 'Copied', undo: 'Undo', delete: 'Delete', edit: 'Edit', more: 'More', back: 'Back', stop: 'Stop', details: 'Details', optional: 'optional', search: 'Search' },
  nav: { main: 'Main', ask: 'Ask', catalog: 'Catalog', analysis: 'Analysis', dashboards: 'Dashboards', sources: 'Sources', settings: 'Settings', source: 'Data source', noSource: 'No data source' },
  shell: { palette: 'Search or run a command', offline: 'The server cannot be reached. What you typed is kept; this page reconnects by itself.', online: 'Connected again', jobs: (n: number) => plural(n, '1 job running', `${n} jobs running`), noJobs: 'Nothing is running', theme: 'Theme', themeSystem: 'System', themeLight: 'Light', themeDark: 'Dark', language: 'Language', shortcuts: 'Keyboard shortcuts', askThis: (q: string) => `Ask: ${q}`, newVersion: 'A new version is there', reload: 'Reload' },
  grid: { copied: (n: number) => plural(n, 'Copied 1 cell', `Copied ${n} cells`), rows: (n: number) => plural(n, '1 row', `${n} rows`) },
  chart: { failed: 'The chart could not be drawn. The table has the same numbers.' },
  ask: {
    title: 'Ask', placeholder: 'Ask about your data…', send: 'Send', hint: 'Enter sends, Shift+Enter starts a new line', tooLong: 'The question is longer than 4,096 bytes: shorten it.',
    stillWorking: (s: string) => `Still working (${s} s).`, elapsed: (s: string) => `${s} s`, copyLink: 'Copy link', linkCopied: 'Link copied',
    lost: 'The connection was lost and the answer could not be found again.', reconnecting: 'Reconnecting…', readOnly: 'read-only', run: 'Run', runAgain: 'Run again', editSql: 'Edit the SQL', confidence: (p: string) => `${p} sure`,
    why: 'Why this answer', tables: 'Tables considered', used: 'used', leftOut: 'left out', madeBy: (model: string, ms: string, repairs: number) => `Written by ${model} in ${ms} ms${repairs ? `, after ${plural(repairs, '1 repair', `${repairs} repairs`)}` : ''}.`,
    abstained: 'This database does not seem to hold the answer.', stopped: 'Stopped. What had arrived is kept.', next: 'Ask next', threads: 'Conversations', newThread: 'New conversation', noHistory: 'Conversations you have are listed here.', searchThreads: 'Search the conversations', days: { today: 'Today', yesterday: 'Yesterday', week: 'The last seven days', older: 'Older' },
    rename: 'Rename', untitled: 'Nothing asked yet', threadMenu: (title: string) => `More for ${title}`, renameThread: (title: string) => `New title for ${title}`, threadDeleted: (title: string) => `“${title}” was deleted`, earlier: 'Earlier questions',
    readAs: (question: string) => `Read as: ${question}`, asTyped: 'Ask it as typed',
    hello: 'What would you like to know?', helloText: 'Ask in your own words. You see the SQL before you trust the number.', noSource: 'Connect a database to ask it', noSourceText: 'Point askdb at a SQLite file or a PostgreSQL server. It only ever reads.', connect: 'Connect a database', notSynced: 'This database has not been read yet', sync: 'Read its tables',
    about: (table: string) => `How many rows of ${table} are there?`,
    stages: { understand: 'Understand', retrieve: 'Find tables', generate: 'Write SQL', check: 'Check', try: 'Try', running: 'running', done: 'done', failed: 'failed', waiting: 'waiting' }
  },
  result: { title: 'Result', chart: 'Chart', table: 'Table', statistics: 'Statistics', insights: (n: number) => (n ? `Insights (${n})` : 'Insights'), rows: (n: number) => plural(n, '1 row', `${n.toLocaleString('en')} rows`), truncated: 'The result was cut.', full: 'Full width', asTable: 'View as table', empty: '0 rows', emptyHelp: 'The statement ran and found nothing. A filter in its WHERE clause may be too narrow.', confidence: (p: string) => `${p} % sure` },
  stats: { title: 'Statistics by column', basis: (n: number, all: boolean) => `Computed over ${n.toLocaleString('en')} ${n === 1 ? 'row' : 'rows'}${all ? ', the whole result' : '; the result has more'}. ≈ marks an estimate.`, column: 'Column', type: 'Type', nulls: 'NULL', distinct: 'Distinct', min: 'Min', median: 'Median', mean: 'Mean', max: 'Max', deviation: 'Std. dev.', common: 'Most common' },
  sources: {
    connect: 'Connect a database', kind: 'Kind of database', path: 'Path of the file', pathHint: 'An absolute path on the machine that runs askdb. The file is opened read-only.', urlHint: 'Paste a URL, or fill in the fields below.',
    host: 'Host', port: 'Port', database: 'Database', username: 'User', password: 'Password', passwordHint: 'Kept encrypted, never shown again.', ssl: 'TLS', name: 'Name', test: 'Test', save: 'Save and read its tables', sync: 'Read again',
    works: (version: string) => `Everything works. ${version}`, canWrite: 'This role could write. askdb never does, but a role that can only read is safer:', stepOk: 'passed', stepFailed: 'failed',
    steps: { dns: 'Find the host', tcp: 'Reach the port', tls: 'Encrypt', login: 'Log in', read_only: 'Read-only session', introspect: 'Read the tables', file: 'Open the file', read: 'Read the file' },
    empty: 'No database yet', emptyText: 'Connect a SQLite file or a PostgreSQL server; askdb reads its tables and you can ask at once.', status: { connected: 'connected', disconnected: 'not connected', error: 'error' },
    readAgo: (ago: string) => `read ${ago}`, neverRead: 'not read yet', reading: (step: string, tables: string, columns: string) => `Reading: ${step} · ${tables} tables · ${columns} columns`, synced: (name: string) => `${name} is up to date`, failed: (why: string) => `Reading failed: ${why}`,
    deleteTitle: 'Delete this data source?', deleteText: (name: string) => `“${name}” is taken off askdb with its catalog, its descriptions and its training. The database itself is not touched.`, deleteNamed: (name: string) => `Delete ${name}`, typeName: 'Type its name to confirm', deleted: (name: string) => `${name} was deleted`
  },
  first: {
    title: 'Three ways to start', sample: 'Try sample data', sampleText: 'A music shop with artists, customers and invoices, made up, on this server. One click, no key, no network.', useSample: 'Try the sample', preparing: 'Making the sample', reading: (done: string, total: string) => `Reading it: ${done} of ${total}`, connect: 'Connect a database', connectText: 'A SQLite file or a PostgreSQL server. askdb reads its tables; it can never write.', api: 'Use the API', apiText: 'Everything these pages do is plain HTTP and JSON:', copyCommand: 'Copy the command'
  },
  catalog: {
    tables: 'Tables', search: 'Search tables and columns', by: 'Search by', modes: { meaning: 'Meaning', name: 'Name' }, hits: (n: number) => plural(n, '1 match', `${n} matches`), noHits: 'Nothing matches', tryName: 'Try searching by name.', tryMeaning: 'Try searching by meaning: other words for the same thing are found too.',
    empty: 'Connect a database to browse it', emptyText: 'Its tables, columns and relations appear here, to search by name or by meaning.', kind: { table: 'Table', view: 'View' }, rows: (n: string) => `${n} rows`, askAbout: 'Ask about this', columns: 'Columns', column: 'Column', type: 'Type', nullable: 'NULL', reference: 'References', description: 'Description',
    yes: 'yes', primaryKey: 'primary key', usedBy: 'Referenced by', sample: 'Rows', look: (n: number) => `Look at ${n} rows`, describe: (of: string) => `Describe ${of}`, addDescription: 'Add a description'
  },
  analysis: { intro: 'Every result askdb computed is kept here, with its statement.', empty: 'No results yet', emptyText: 'Ask a question or run a statement; its result and statistics appear here.', of: (when: string) => `Result of ${when}` },
  dashboards: { title: 'No dashboards in this version', text: 'Results are kept and have links of their own. A board to pin them to is not part of askdb yet.', results: 'Look at results' },
  settings: { appearance: 'Appearance', asking: 'Asking', autoRun: 'Run a statement as soon as it is written', autoRunHelp: 'It has passed the read-only guard by then. Off: you press Run.', singleKeys: 'Single-key shortcuts', singleKeysHelp: '/, ? and g followed by a letter.', server: 'Server', openapi: 'The API, as an OpenAPI document' },
  keys: { palette: 'Command palette', newQuestion: 'New conversation', search: 'Search', help: 'This list', goAsk: 'Go to Ask', goCatalog: 'Go to Catalog', goAnalysis: 'Go to Analysis', goDashboards: 'Go to Dashboards', goSources: 'Go to Sources', run: 'Run the edited SQL', stop: 'Close, or stop the answer', copyCells: 'Table: copy the chosen cells', copyNamed: 'Table: copy with the column names', inspect: 'Table: look at one cell', sort: 'Table: sort by this column' },
  error: { title: 'Something went wrong', trace: 'Trace id', code: 'Code', notFound: 'There is nothing at this address', notFoundHelp: 'The link may be old. The pages on the left are all there are.', network: 'The server did not answer', networkHelp: 'Check that askdb is running, then try again.' }
};

export type Messages = typeof en;
