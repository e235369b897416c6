import { Worker } from 'node:worker_threads';
import { eventually, RUN_SOURCES } from '@muster/testing';
import { pdf, prose } from '../testing/pdf-factory';
import { PageSection } from '../layout/page-text';
import { PageReader } from './pages';
import { openInSecondThread, SecondReader, SecondThread } from './second-thread';

const PAGES = 12;
const KNOWN = new Map([[5, new Map([['pageno5', 2]])]]);

const instead: PageReader = {
  read: (number) => Promise.resolve<PageSection[]>([{ text: `${number}, read here`, blocks: [] }]),
  forget: () => Promise.resolve(),
};

const file = async (): Promise<Uint8Array> =>
  Uint8Array.from(await pdf(Array.from({ length: PAGES }, (_, index) => prose(`page no ${index + 1}`))));

const text = (sections?: PageSection[]): string | undefined => sections?.map((each) => each.text).join('');

const start = (): Worker => new Worker(require.resolve('./second-thread.main'), { execArgv: RUN_SOURCES });

describe('the second thread', () => {
  const worker = start();
  const thread = new SecondThread(worker);

  afterAll(() => worker.terminate());

  it('reads pages of a file as the first does, with the headings that are known', async () => {
    const document = thread.open(await file());
    await eventually(() => document.open);
    const reader = new SecondReader(document, KNOWN, instead);
    const read = await Promise.all([reader.read(12), reader.read(5), reader.read(1)]);
    expect(read.map(text)).toEqual(['page no 12', 'page no 5', 'page no 1']);
    expect(read[1]?.[0]?.heading).toEqual({ title: 'page no 5', level: 2 });
    await reader.forget();
    expect(await reader.read(99)).toBeUndefined();
    document.close();
  });

  it('leaves to the first what it does not come to', async () => {
    const document = thread.open(await file());
    const reading = new SecondReader(document, KNOWN, instead).read(3);
    document.close();
    expect(text(await reading)).toBe('3, read here');
  });

  it('leaves to the first what it had begun when it dies', async () => {
    const dying = start();
    const document = new SecondThread(dying).open(await file());
    const reading = new SecondReader(document, KNOWN, instead).read(3);
    await dying.terminate();
    expect(text(await reading)).toBe('3, read here');
    expect(document.open).toBe(false);
  });

  it('is never waited for when the file does not open', async () => {
    const broken = thread.open(Uint8Array.from(Buffer.from('%PDF-1.7 broken')));
    const whole = thread.open(await file());
    await eventually(() => whole.open);
    expect(broken.open).toBe(false);
    broken.close();
    whole.close();
  });

  it('is not asked where it does not pay', () => {
    expect(openInSecondThread(new Uint8Array(100_000))).toBeUndefined();
    expect(openInSecondThread(new Uint8Array(100_000), 1)).toBeUndefined();
    expect(openInSecondThread(new Uint8Array(10_000), 2)).toBeUndefined();
    expect(openInSecondThread(new Uint8Array(21 * 1024 ** 2), 2)).toBeUndefined();
  });
});
