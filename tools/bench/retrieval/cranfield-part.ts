import { DocumentsService, EmbeddingService, IngestionService, SearchService } from '@muster/documents';
import { atLeast, type Row } from '../report/row';
import { until } from '../support/until';
import { type Collection, readCranfield } from './cranfield';
import { RetrievalLab, textStream } from './lab';
import { library } from './library';
import { judge, type Quality, type Ranker } from './quality';

const AT_ONCE = 4;
/** Passages that a hundred texts are taken from. */
const PASSAGES = 400;

export async function cranfieldPart(
  lab: RetrievalLab,
  folder: string,
  embedder: { url: string; model: string } | undefined,
  say: (line: string) => void,
): Promise<Row[]> {
  const collection = await readCranfield(folder);
  const baseline = await judge(collection, library(collection));
  await lab.open();
  say(`cranfield: ${collection.texts.length} texts are taken in`);
  const names = await takeIn(lab, collection);
  const rows = rowsOf('by words', await judge(collection, ranker(lab, names)), baseline);
  if (!embedder) return rows;
  await lab.open({ OPENAI_COMPATIBLE: `bench=${embedder.url}`, EMBEDDING_MODEL: `bench/${embedder.model}` });
  say(`cranfield: ${embedder.model} embeds them`);
  await embed(lab, [...names.keys()]);
  const hybrid = await judge(collection, ranker(lab, names));
  return [...rows, ...rowsOf(`by words and ${embedder.model}`, hybrid, baseline)];
}

/** The number of each text by the id of its document. */
async function takeIn(lab: RetrievalLab, { texts }: Collection): Promise<Map<string, number>> {
  const names = new Map<string, number>();
  const [documents, ingestion] = [lab.get(DocumentsService), lab.get(IngestionService)];
  await inTurns(
    texts.filter(({ text }) => text !== ''),
    async ({ id, title, text }) => {
      const document = await documents.create(lab.owner, {
        filename: `${id}.txt`,
        title: title.replace(/\s+/g, ' '),
        stream: textStream(text),
      });
      names.set(document.id, id);
      await ingestion.ingest(document.id);
    },
  );
  return names;
}

/** The services have noticed by themselves that nothing has vectors yet. */
async function embed(lab: RetrievalLab, ids: string[]): Promise<void> {
  await until('every document in line', async () => {
    const { rows } = await lab.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM document_embedding');
    return rows[0]?.n === ids.length;
  });
  const embedding = lab.get(EmbeddingService);
  await inTurns(ids, (id) => embedding.embed(id));
}

/** Texts in the order of their best passages. */
const ranker =
  (lab: RetrievalLab, names: Map<string, number>): Ranker =>
  async (query) => {
    const hits = await lab.get(SearchService).search(lab.owner, query, { limit: PASSAGES });
    return [...new Set(hits.map(({ document }) => names.get(document.id) ?? 0))];
  };

async function inTurns<T>(items: T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const NAME = 'BM25 of a library';

function rowsOf(how: string, ours: Quality, theirs: Quality): Row[] {
  const row = (what: string, key: keyof Quality, unit: string): Row => ({
    what: `Cranfield ${how}, ${what}`,
    measured: ours[key],
    unit,
    baseline: { name: NAME, value: theirs[key] },
  });
  return [
    { ...row('nDCG@10', 'ndcgAt10', ''), goal: atLeast(theirs.ndcgAt10) },
    { ...row('recall@100', 'recallAt100', ''), goal: atLeast(theirs.recallAt100) },
    row('p50', 'p50', 'ms'),
    {
      ...row('p99', 'p99', 'ms'),
      note: 'the library keeps everything in memory, and answers ids without passages',
    },
  ];
}
