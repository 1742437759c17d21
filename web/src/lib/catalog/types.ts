// SPDX-License-Identifier: Apache-2.0
// The catalog as the v1 contract writes it.
export interface CatalogColumn {
  id: string;
  column_name: string;
  data_type: string;
  is_nullable: boolean;
  default_value: string | null;
  is_primary_key: boolean;
  is_foreign_key: boolean;
  references_column: string | null;
  source_description: string | null;
  user_description: string | null;
  ordinal_position: number;
}
export interface CatalogTable {
  id: string;
  schema_id: string;
  schema_name: string;
  table_name: string;
  table_type: 'table' | 'view';
  row_count: number | null;
  source_description: string | null;
  user_description: string | null;
  columns?: CatalogColumn[];
}
export interface CatalogTree {
  data_source_id: string;
  schemas: { id: string; schema_name: string; tables: CatalogTable[] }[];
}
export interface SearchHit {
  type: 'table' | 'column';
  table_id: string;
  schema_name: string;
  table_name: string;
  column_name?: string;
  description: string | null;
  relevance_score: number;
  snippet: string | null;
}
