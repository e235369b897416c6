import { parentPort } from 'node:worker_threads';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import { openPdf } from './file';
import { DocumentPages } from './pages';
import type { FromThread, ToThread } from './second-thread';

/** The other thread that reads pages; a file that does not open here is read without it. */
const documents = new Map<number, Promise<PDFDocumentProxy | undefined>>();

parentPort?.on('message', (message: ToThread) => {
  if (message.type === 'open')
    documents.set(
      message.document,
      openPdf(message.data).catch(() => undefined),
    );
  void serve(message, documents.get(message.document));
});

async function serve(message: ToThread, opening?: Promise<PDFDocumentProxy | undefined>): Promise<void> {
  const document = await opening;
  if (!document) return;
  if (message.type === 'open') answer({ document: message.document });
  else if (message.type === 'close') await close(message.document, document);
  else if (message.type === 'forget') await document.cleanup();
  else await readPage(message, document);
}

async function readPage(
  { document: id, page, known }: Extract<ToThread, { type: 'read' }>,
  document: PDFDocumentProxy,
): Promise<void> {
  answer({ document: id, page, sections: await new DocumentPages(document).read(page, known) });
}

async function close(id: number, document: PDFDocumentProxy): Promise<void> {
  documents.delete(id);
  await document.loadingTask.destroy();
}

const answer = (message: FromThread): void => parentPort?.postMessage(message);
