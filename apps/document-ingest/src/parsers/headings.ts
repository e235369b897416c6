/** The headings under which a text stands, by their rank: the smaller, the further out. */
export class HeadingPath {
  private open: { rank: number; title: string }[] = [];

  /** Opens a heading and closes those that are not above it. */
  enter(rank: number, title: string): void {
    this.open = [...this.open.filter((heading) => heading.rank < rank), { rank, title }];
  }

  titles(): string[] {
    return this.open.map(({ title }) => title);
  }
}
