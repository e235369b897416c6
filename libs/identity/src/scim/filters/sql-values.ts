/** The values of a statement; what they are called in it is answered when they are added. */
export class SqlValues {
  readonly all: unknown[];

  constructor(...first: unknown[]) {
    this.all = first;
  }

  add(value: unknown): string {
    this.all.push(value);
    return `$${String(this.all.length)}`;
  }
}
