import { IntSetting, StringSetting } from '@muster/platform';

/** Reading text off pictures, which takes a program that need not be there. */
export class OcrSettings {
  @StringSetting('TESSERACT_PATH', {
    about: 'the `tesseract` that reads images; looked up on PATH unless it is a path',
    default: 'tesseract',
  })
  tesseract: string;

  @StringSetting('OCR_LANGUAGES', {
    about:
      'languages that images are read in, as tesseract names them, joined by `+`; those not installed are left out',
    default: 'eng',
  })
  languages: string;

  @StringSetting('TESSDATA_PREFIX', { about: "folder of tesseract's languages; unset: its own" })
  data?: string;

  @IntSetting('OCR_PAGE_SECONDS', {
    about: 'how long reading one image or page may take',
    default: 60,
    min: 1,
    max: 3_600,
  })
  pageSeconds: number;

  @IntSetting('OCR_MEMORY_MB', {
    about: 'memory that reading one image may take',
    default: 2_048,
    min: 256,
    max: 65_536,
  })
  memoryMb: number;
}
