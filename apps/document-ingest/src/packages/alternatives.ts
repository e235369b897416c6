/** Of several ways in which a file says the same thing (`mc:AlternateContent`) the first is read. */
export class Alternatives {
  /** Of each that is open: whether one of its ways was taken. */
  private readonly taken: boolean[] = [];

  /** Whether the element is left out, with all that is in it. */
  open(name: string): boolean {
    const last = this.taken.length - 1;
    if (name === 'AlternateContent') this.taken.push(false);
    if (name === 'Fallback') return this.taken[last] === true;
    if (name !== 'Choice' || last < 0) return false;
    const leftOut = this.taken[last] === true;
    this.taken[last] = true;
    return leftOut;
  }

  close(name: string): void {
    if (name === 'AlternateContent') this.taken.pop();
  }
}
