import { derivedUuid } from '@muster/platform';

/** A heading as the outline needs it. */
export interface OutlineHeading {
  id: string;
  position: number;
  level: number;
  title: string;
  charStart: number;
  page: number | null;
  /** Of the node before it. */
  pageBefore: number | null;
}

/** What is divided. */
export interface OutlineSubject {
  id: string;
  revision: number;
  title: string;
  nodeCount: number;
  textLength: number;
  pageCount: number | null;
}

/** A stretch of a document: nodes `first` to before `end`, characters `charStart` to `charEnd`. */
export interface Division {
  /** Of the heading it begins with, if it begins with one of its own. */
  id: string;
  title: string;
  first: number;
  end: number;
  charStart: number;
  charEnd: number;
  /** Null where the format knows no pages. */
  pages: { first: number; last: number } | null;
}

export type Section = Division;

export interface Chapter extends Division {
  sections: Section[];
}

type Stretch = Pick<Division, 'first' | 'end'> & { heading?: OutlineHeading };

/**
 * Chapters begin at the outermost headings, sections at the next level within them. What comes before the first
 * heading of a level is a division without a heading; headings alone make none. A document whose outermost level is a
 * single heading at its beginning has that for its title. Every node is in exactly one section.
 */
export function outlineOf(subject: OutlineSubject, headings: OutlineHeading[]): Chapter[] {
  return new Outline(subject, headings).chapters();
}

class Outline {
  private readonly at: Map<number, OutlineHeading>;
  private readonly title?: OutlineHeading;

  constructor(
    private readonly subject: OutlineSubject,
    private readonly headings: OutlineHeading[],
  ) {
    this.at = new Map(headings.map((heading) => [heading.position, heading]));
    const [first, ...others] = headings;
    const isAbove = first?.position === 0 && outermost(others) > first.level;
    if (others.length > 0 && isAbove) this.title = first;
  }

  chapters(): Chapter[] {
    const { subject, title } = this;
    return this.divide({ first: 0, end: subject.nodeCount }).map((stretch) => {
      const named = stretch.heading?.title ?? title?.title ?? subject.title;
      const sections = this.divide(stretch).map((part) =>
        this.division(part, part.heading?.title ?? named, 'section'),
      );
      return { ...this.division(stretch, named, 'chapter'), sections };
    });
  }

  /** At the outermost headings within, other than the one it begins with and the title of the document. */
  private divide(stretch: Stretch): Stretch[] {
    const within = this.headings
      .slice(this.indexOf(stretch.first), this.indexOf(stretch.end))
      .filter((heading) => heading !== stretch.heading && heading !== this.title);
    const level = outermost(within);
    return this.split(
      stretch,
      within.filter((heading) => heading.level === level),
    );
  }

  /** Of the first heading that is not before a position. */
  private indexOf(position: number): number {
    let [low, high] = [0, this.headings.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.headings[middle] as OutlineHeading).position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Cut before each beginning. Headings in front of the first one that have nothing beneath them go with it. */
  private split({ first, end }: Stretch, beginnings: OutlineHeading[]): Stretch[] {
    const stretches: Stretch[] = beginnings.map((heading, index) => ({
      heading,
      first: heading.position,
      end: beginnings[index + 1]?.position ?? end,
    }));
    const [next] = stretches;
    if (!next) return [{ first, end }];
    if (this.isAllHeadings(first, next.first)) next.first = first;
    else stretches.unshift({ first, end: next.first });
    return stretches;
  }

  private isAllHeadings(first: number, end: number): boolean {
    for (let position = first; position < end; position += 1) if (!this.at.has(position)) return false;
    return true;
  }

  private division({ first, end, heading }: Stretch, title: string, kind: string): Division {
    const { subject } = this;
    // Every stretch but the first begins with a heading.
    const [beginning, next] = [this.at.get(first), this.at.get(end)];
    return {
      // The same for the same place of the same revision, whenever it is asked for.
      id: heading?.id ?? derivedUuid(`${subject.id}:${subject.revision}:${kind}@${first}`),
      title,
      first,
      end,
      charStart: first === 0 ? 0 : (beginning?.charStart ?? 0),
      charEnd: next?.charStart ?? subject.textLength,
      pages: pagesOf(subject, first === 0 ? null : beginning, next),
    };
  }
}

const outermost = (headings: OutlineHeading[]): number =>
  headings.reduce((least, { level }) => Math.min(least, level), Infinity);

function pagesOf(
  { pageCount }: OutlineSubject,
  beginning: OutlineHeading | null | undefined,
  next: OutlineHeading | undefined,
): Division['pages'] {
  if (pageCount === null) return null;
  const first = beginning?.page ?? 1;
  return { first, last: Math.max(first, (next ? next.pageBefore : pageCount) ?? 1) };
}
