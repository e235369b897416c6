import { Injectable, OnApplicationShutdown } from '@nestjs/common';
import { DocumentSettings, ExtractedPart, ExtractionSource, TextExtractor } from '@muster/documents';
import { InvalidError } from '@muster/platform';
import { findOcrTool, NoOcrTool, OcrTool } from '../ocr/ocr-tool';
import { OcrSettings } from '../ocr/ocr.settings';
import { ParserProcess } from './parser-process';

/** How long a process waits for another document before it is let go. */
const IDLE_MS = 10_000;

interface Idle {
  process: ParserProcess;
  timer: NodeJS.Timeout;
}

/**
 * Parses in processes with bounded memory and patience, one document at a time in each. A process in which anything
 * went wrong is ended, so a bad file spoils nothing for the next one.
 */
@Injectable()
export class ForkedExtractor extends TextExtractor implements OnApplicationShutdown {
  private readonly idle: Idle[] = [];

  private readonly ocr: Promise<OcrTool | NoOcrTool>;

  constructor(
    private readonly settings: DocumentSettings,
    ocr: OcrSettings,
  ) {
    super();
    this.ocr = findOcrTool(ocr);
  }

  override async *extract(source: ExtractionSource, signal: AbortSignal): AsyncGenerator<ExtractedPart> {
    const parser = this.take();
    let finished = false;
    try {
      const { contentType, size, from, bytes } = source;
      const maxPages = this.settings.maxDocumentPages;
      await parser.feed({ type: 'open', contentType, size, from, maxPages, ocr: await this.ocr }, bytes);
      yield* this.parts(parser, signal);
      finished = true;
    } finally {
      source.bytes.destroy();
      if (finished) this.keep(parser);
      else parser.kill();
    }
  }

  onApplicationShutdown(): void {
    for (const { process, timer } of this.idle.splice(0)) {
      clearTimeout(timer);
      process.kill();
    }
  }

  private async *parts(parser: ParserProcess, signal: AbortSignal): AsyncGenerator<ExtractedPart> {
    const stallMs = this.settings.parserStallSeconds * 1_000;
    for (;;) {
      const message = await parser.next(stallMs, signal);
      if (message.type === 'done') return;
      if (message.type === 'failed') {
        if (message.reason) throw new InvalidError(message.message, undefined, message.reason);
        throw new Error(message.message);
      }
      yield message.part;
      await parser.send({ type: 'more' });
    }
  }

  private take(): ParserProcess {
    for (let idle = this.idle.pop(); idle; idle = this.idle.pop()) {
      clearTimeout(idle.timer);
      if (!idle.process.alive) continue;
      idle.process.work();
      return idle.process;
    }
    return new ParserProcess(this.settings.parserMemoryMb);
  }

  private keep(process: ParserProcess): void {
    process.rest();
    const timer = setTimeout(() => {
      this.idle.splice(
        this.idle.findIndex((idle) => idle.process === process),
        1,
      );
      process.kill();
    }, IDLE_MS).unref();
    this.idle.push({ process, timer });
  }
}
