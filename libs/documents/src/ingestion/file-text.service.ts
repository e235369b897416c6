import { Injectable } from '@nestjs/common';
import type { Questions } from '@muster/contracts';
import { Storage } from '@muster/platform';
import { TextExtractor } from './text-extractor';

type Question = Questions['documents.text'];

const BEGINNING = { chars: 0, page: null, pageStart: 0, headings: [] };
const TIMEOUT_MS = 25_000;

/** The text of stored files that are no documents: an agent wants to read a PDF in the folder of its task. */
@Injectable()
export class FileTextService {
  constructor(
    private readonly storage: Storage,
    private readonly extractor: TextExtractor,
  ) {}

  /** Reads no further than the answer needs. Throws `InvalidError` as `TextExtractor` does. */
  async read({ storageKey, contentType, size, maxChars }: Question['ask']): Promise<Question['answer']> {
    const bytes = await this.storage.get(storageKey);
    const source = { bytes, contentType, size, from: BEGINNING };
    let text = '';
    for await (const part of this.extractor.extract(source, AbortSignal.timeout(TIMEOUT_MS))) {
      text += part.text;
      if (text.length > maxChars) return { text: text.slice(0, maxChars).toWellFormed(), truncated: true };
    }
    return { text, truncated: false };
  }
}
