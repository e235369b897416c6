/** A text column whose values the vault sealed. Its lib names it, the app that keeps house rewraps it. */
export interface SealedColumn {
  table: string;
  /** The primary key: one column. */
  key: string;
  keyType: 'uuid' | 'text' | 'bigint';
  column: string;
  /** Of values that may have been kept in clear, for want of a master key: they live at `<place>:<key>`. */
  place?: string;
}
