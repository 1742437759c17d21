// SPDX-License-Identifier: Apache-2.0
// Names for what goes over the wire. All of it comes from schema.d.ts, which is written from the server's own OpenAPI document: a screen
// that needs another shape derives it from these.
import type { components, paths } from './schema';

type Schemas = components['schemas'];

export type Problem = Partial<Schemas['Problem']> & Pick<Schemas['Problem'], 'title' | 'status'>;
export type DataSource = Schemas['DataSource'];
export type DataSourceTest = Schemas['DataSourceTest'];
export type SyncProgress = Schemas['SyncProgress'];
export type CatalogTree = Schemas['CatalogTree'];
export type TableDetail = Schemas['TableDetail'];
export type SearchHit = Schemas['SearchHit'];
export type NameHit = Schemas['NameHit'];
export type GenerationEvent = Schemas['GenerationEvent'];
export type GenerationEntry = Schemas['GenerationEntry'];
export type Session = Schemas['Session'];
export type ConsideredTable = Schemas['ConsideredTable'];
export type Choice = Schemas['Choice'];
export type Execution = Schemas['Execution'];
export type ExecutionEntry = Schemas['ExecutionEntry'];
export type ColumnStatistics = Schemas['ColumnStatistics'];
export type Insight = Schemas['Insight'];
export type Visualization = Schemas['Visualization'];
export type VisualizationConfig = Schemas['VisualizationConfig'];
export type Figure = Schemas['Figure'];
export type Readiness = Schemas['Readiness'];
/** One value of a result. */
export type Cell = Execution['data'][number][string];

/* ---- operations by method and path ---- */

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** The paths that take this method. */
export type PathFor<M extends Method> = { [P in keyof paths]: paths[P] extends { [K in Lowercase<M>]: object } ? P : never }[keyof paths];
export type Operation<M extends Method, P extends PathFor<M>> = paths[P] extends { [K in Lowercase<M>]: infer O } ? O : never;

type BodyOf<R> = R extends { content: { 'application/json': infer T } } ? T : undefined;
/** What success answers; undefined for 204. */
export type Answer<O> = O extends { responses: infer R } ? { [S in keyof R]: S extends 200 | 201 | 202 | 204 ? BodyOf<R[S]> : never }[keyof R] : never;
type PathOf<O> = O extends { parameters: { path: infer T extends object } } ? { path: T } : { path?: never };
type QueryOf<O> = O extends { parameters: { query: infer T extends object } } ? { query: T } : O extends { parameters: { query?: infer T } } ? { query?: NonNullable<T> } : object;
type SentOf<O> = O extends { requestBody: { content: { 'application/json': infer T } } } ? { body: T } : { body?: never };
/** What a request of this operation is made of. */
export type Input<O> = PathOf<O> & QueryOf<O> & SentOf<O> & { signal?: AbortSignal };
