// SPDX-License-Identifier: Apache-2.0
// Sentences about what the server says in codes: the codes are its own, the words are the reader's. What is specific to one failure (a
// column, a number) is in the server's `detail`, which stands beside or below.

/** A failure by its code. `open`: the server's detail says what this one is about, so it is shown at once and not folded away. */
export interface Said {
  title: string;
  text: string;
  open?: true;
}

export const problems = {
  invalid: { title: 'This request cannot be done', text: 'Something in it is not what the server expects.', open: true },
  not_found: { title: 'It is not there', text: 'It may have been deleted, or the link is old.' },
  denied: { title: 'Not allowed', text: 'The server refuses this.', open: true },
  conflict: { title: 'Something else comes first', text: 'A step before this one is missing, or somebody changed the same thing.', open: true },
  limit: { title: 'Too large', text: 'It is more than askdb takes at once: ask for less, or in parts.', open: true },
  timeout: { title: 'It took too long', text: 'Try again, or ask for fewer rows or a shorter time.', open: true },
  cancelled: { title: 'It was cancelled', text: 'Nothing was changed. Try again when you want to.' },
  upstream: { title: 'The database could not do it', text: 'This is what the database says:', open: true },
  busy: { title: 'Not at the moment', text: 'The server is busy with something else: try again in a moment.' },
  internal: { title: 'Something went wrong inside askdb', text: 'Its log has the details under the trace id below.' },
  source_not_synced: { title: 'This database has not been read yet', text: 'Read its tables under Sources, then try again.' },
  catalog_empty: { title: 'No table was found', text: 'The last reading found no table that may be read: check the database and what its role may see.' },
  no_source: { title: 'There is no database to ask', text: 'Connect one under Sources. If there was one, it has been deleted.' },
  unknown_table: { title: 'A chosen table is not there', text: 'The database was read again meanwhile: choose the tables anew.' },
  sql_rejected: { title: 'This statement is not run', text: 'askdb runs one statement that only reads, and can see that it does.', open: true },
  read_only: { title: 'This statement would write', text: 'The connection only reads.', open: true },
  not_read_only: { title: 'The session can write', text: 'askdb does not use it: connect to the database itself rather than to a pooler in between.' },
  wrong_key: { title: 'The stored password cannot be opened', text: 'Start askdb with the ENCRYPTION_KEY it was stored with, or enter the password again.' },
  tls: { title: 'No encrypted connection', text: 'Encryption was asked for and did not come about.', open: true },
  connection_lost: { title: 'The connection to the database was lost', text: 'Try again. If it happens often, the database’s log says why.', open: true },
  breaker_open: { title: 'The database does not answer', text: 'After several failures askdb waits a while before it tries again. Check that the database runs.', open: true },
  name_taken: { title: 'The name is taken', text: 'Another data source is called that: choose another name.' },
  version_conflict: { title: 'Somebody changed it meanwhile', text: 'Reload the page and make the change again.' },
  no_result: { title: 'There is no result to export', text: 'This run did not finish with a result: run it again.' },
  not_running: { title: 'It is not running any more', text: 'It has ended already.' },
  session_full: { title: 'This conversation is full', text: 'Begin a new one; what was said here stays.' },
  too_many_statements: { title: 'Many statements are running', text: 'A hundred that take long run or wait already: try again when some have ended, or stop one in Analysis.' },
  in_request: { title: 'Its request is still open', text: 'Close the page or the program that asked for it to stop it.' },
  generation_elsewhere: { title: 'Another process writes this answer', text: 'Try again in a moment.' },
  idempotency_in_flight: { title: 'This is being done already', text: 'The same request is still running.' },
  idempotency_mismatch: { title: 'This key was used for something else', text: 'Send the request with a new Idempotency-Key.' },
  overloaded: { title: 'The server is busy', text: 'Too many requests are waiting: try again in a moment.' },
  too_many_streams: { title: 'Too many pages are open', text: 'Close some that are waiting for answers, then try again.' },
  unauthorized: { title: 'A key is needed', text: 'This server answers only to those who send its API key.' },
  foreign_host: { title: 'The server does not answer to this name', text: 'Open it as 127.0.0.1 or localhost, or start it with an API key.' },
  foreign_origin: { title: 'This page may not call the server', text: 'A page of another site may not, unless the server has an API key.' },
  invalid_query: { title: 'The address is not right', text: 'A parameter in it is not what the server expects.', open: true },
  invalid_body: { title: 'This cannot be sent', text: 'Something in it is not what the server expects.', open: true },
  body_required: { title: 'This cannot be sent', text: 'The request has no content.' },
  body_too_large: { title: 'Too large to send', text: 'Make it shorter.' },
  no_sql: { title: 'There is no statement', text: 'Ask a question first.' },
  no_such_path: { title: 'The server does not know this address', text: 'The page may be older than the server: reload it.' },
  method_not_allowed: { title: 'The server does not do this here', text: 'The page may be older than the server: reload it.' },
  uri_too_long: { title: 'The address is too long', text: 'Make the search or the question shorter.' },
  headers_too_large: { title: 'The browser sends too much', text: 'Delete the cookies of this address, then try again.' },
  bad_path: { title: 'The address is not right', text: 'Check the link.' },
  bad_host: { title: 'The address is not right', text: 'Check the link.' },
  bad_framing: { title: 'The request arrived broken', text: 'A program between the browser and the server changes it.' },
  stream_lost: { title: 'The connection was lost', text: 'The answer could not be found again. Ask once more.' }
} satisfies Record<string, Said>;

/** What can be wrong in a step of a connection test. */
export type Fault =
  | 'path' | 'file_missing' | 'file_denied' | 'file_unreadable' | 'host' | 'refused' | 'no_answer' | 'no_way' | 'port' | 'silent' | 'not_postgres'
  | 'no_tls' | 'tls' | 'login' | 'no_database' | 'connect' | 'writes' | 'session' | 'tables';
/** What to do about it; in English the server says that itself, and knows more of the case. */
const remedies: Partial<Record<Fault, string>> = {};

const plural = (n: number, one: string, many: string) => (n === 1 ? one : many);

/** Why a table was proposed for an answer. */
export const reasons = {
  words: (about: string) => `matches ${about}`,
  join: (about: string) => `joins ${about}`,
  example: () => 'an accepted example reads it',
  meaning: () => 'close in meaning',
  small_schema: () => 'proposed with all of a small schema'
};

/** What a chart leaves out. */
export const notes = {
  groups: (shown: string, all: string) => `The ${shown} largest of ${all} groups; the rest is Other.`,
  largest: (shown: string, all: string) => `The ${shown} largest of ${all}.`,
  positions: (shown: string, all: string) => `The ${shown} largest of ${all} positions.`,
  sample: (shown: string, all: string) => `${shown} of ${all} rows, evenly spaced.`,
  thinned: (shown: string, all: string) => `${shown} of ${all} points, chosen to keep the shape.`,
  first: (shown: string) => `Drawn from the first ${shown} rows.`
};

/** What cut a result short. */
export const cuts = {
  rows: (rows: number, text: string) => plural(rows, 'Only the first row is shown.', `Only the first ${text} rows are shown.`),
  bytes: (rows: number, text: string) => `The first ${text} ${plural(rows, 'row is', 'rows are')} shown: a result can have no more bytes.`,
  time: (rows: number, text: string) => `The time ran out after ${text} ${plural(rows, 'row', 'rows')}.`
};

export const server = { problems, remedies, reasons, notes, cuts };
export type ServerWords = {
  problems: Record<keyof typeof problems, Said>;
  remedies: Partial<Record<Fault, string>>;
  reasons: typeof reasons;
  notes: typeof notes;
  cuts: typeof cuts;
};
