import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

interface CollectionText {
  id: number;
  title: string;
  text: string;
}

/** Texts, questions, and which texts people have judged to answer them. */
export interface Collection {
  texts: CollectionText[];
  queries: { id: number; text: string }[];
  /** Texts that are relevant to a query, by its id. */
  relevant: Map<number, Set<number>>;
}

/** The Cranfield collection: 1,400 abstracts of aeronautics, 225 questions, binary judgements (every listed grade of 1 and above). */
export async function readCranfield(folder: string): Promise<Collection> {
  const [texts, queries, judgements] = await Promise.all(
    ['cran.all.1400', 'cran.qry', 'QRelsCorrectedforTRECeval'].map((name) =>
      readFile(join(folder, name), 'latin1'),
    ),
  );
  return {
    texts: records(texts ?? '').map(({ id, fields }) => ({
      id,
      title: fields.T ?? '',
      text: fields.W ?? '',
    })),
    // Judgements number the queries in the order of the file, whatever ids they have there.
    queries: records(queries ?? '').map(({ fields }, index) => ({ id: index + 1, text: fields.W ?? '' })),
    relevant: relevance(judgements ?? ''),
  };
}

/** Records begin with `.I`, their fields with `.T`, `.A`, `.B`, `.W` alone on a line. */
function records(file: string): { id: number; fields: Record<string, string> }[] {
  return file
    .split(/^\.I /m)
    .slice(1)
    .map((record) => {
      const [id = '', ...parts] = record.split(/^\.([TABW])\s*$/m);
      const fields: Record<string, string> = {};
      for (let at = 0; at + 1 < parts.length; at += 2) fields[parts[at] ?? ''] = (parts[at + 1] ?? '').trim();
      return { id: Number.parseInt(id, 10), fields };
    });
}

function relevance(file: string): Map<number, Set<number>> {
  const relevant = new Map<number, Set<number>>();
  for (const line of file.trim().split('\n')) {
    const [query = 0, , text = 0, grade = 0] = line.trim().split(/\s+/).map(Number);
    if (grade >= 1) relevant.set(query, (relevant.get(query) ?? new Set()).add(text));
  }
  return relevant;
}
