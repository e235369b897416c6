import { IntSetting } from '@muster/platform';

/** Limits of what may be uploaded and of what reading it may cost. */
export class DocumentSettings {
  @IntSetting('MAX_UPLOAD_MB', { about: 'largest upload, on every route', default: 100, min: 1, max: 10_000 })
  maxUploadMb: number;

  @IntSetting('MAX_DOCUMENT_CHARS', {
    about: 'longest text of one document; what unpacks to more fails as `too_long`',
    default: 100_000_000,
    min: 1_000,
    max: 1_000_000_000,
  })
  maxDocumentChars: number;

  @IntSetting('MAX_DOCUMENT_PAGES', {
    about: 'most pages of one document; more fail as `too_long`',
    default: 20_000,
    min: 1,
    max: 1_000_000,
  })
  maxDocumentPages: number;

  @IntSetting('PARSER_MEMORY_MB', {
    about: 'memory a parser may take before it is ended; each runs in a process of its own',
    default: 512,
    min: 128,
    max: 16_384,
  })
  parserMemoryMb: number;

  @IntSetting('PARSER_STALL_SECONDS', {
    about: 'how long a parser may be silent before it is ended',
    default: 30,
    min: 1,
    max: 3_600,
  })
  parserStallSeconds: number;
}
