export const OPERATORS = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr'] as const;
export type Operator = (typeof OPERATORS)[number];

export type FilterValue = string | number | boolean | null;

/** `userName eq "ada"`. */
export interface Comparison {
  readonly kind: 'compare';
  /** In lower case, without the core schema before it: `name.familyname`. */
  readonly path: string;
  readonly operator: Operator;
  /** Of `pr` null. */
  readonly value: FilterValue;
}

/** A filter of RFC 7644 §3.4.2.2, as a tree. */
export type Filter =
  | Comparison
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Filter[] }
  | { readonly kind: 'not'; readonly part: Filter }
  /** `emails[type eq "work"]`: one and the same value meets all of it. Paths within are those of the value. */
  | { readonly kind: 'values'; readonly path: string; readonly part: Filter };

/** `members[value eq "…"].display`: where a PATCH works. */
export interface AttributePath {
  /** In lower case, without the core schema before it. */
  readonly attribute: string;
  readonly filter?: Filter;
  readonly sub?: string;
}
