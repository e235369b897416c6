/** A text column whose values the vault sealed. Its lib names it, the app that keeps house rewraps it. */
export interface SealedColumn {
  table: string;
  /** The primary key: one column. */
  key: string;
  keyType: 'uuid' | 'text' | 'bigint';
  column: string;
}
