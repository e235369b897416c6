import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { OcrSettings } from './ocr.settings';

/** How to run the program that reads images. */
export interface OcrTool {
  path: string;
  languages: string;
  data?: string;
  pageSeconds: number;
  memoryMb: number;
}

/** Why there is none; for users. */
export interface NoOcrTool {
  missing: string;
}

const run = promisify(execFile);
const PATIENCE = { timeout: 10_000 };

/** Looks for tesseract, once, with what it needs to read the wanted languages. */
export async function findOcrTool(settings: OcrSettings): Promise<OcrTool | NoOcrTool> {
  const { data, pageSeconds, memoryMb } = settings;
  const path = await pathOf(settings.tesseract);
  const installed = path ? await languagesOf(path, data) : undefined;
  if (!path || !installed) return { missing: 'reading images needs tesseract, which is not installed' };
  const languages = settings.languages.split('+').filter((language) => installed.has(language));
  if (languages.length === 0)
    return {
      missing: `reading images needs tesseract's data for ${settings.languages}, which is not installed`,
    };
  return { path, languages: languages.join('+'), pageSeconds, memoryMb, ...(data && { data }) };
}

/** Absolute: the process that runs it has no PATH. */
async function pathOf(name: string): Promise<string | undefined> {
  try {
    const { stdout } = await run('/bin/sh', ['-c', 'command -v -- "$1"', 'sh', name], PATIENCE);
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}

async function languagesOf(path: string, data?: string): Promise<Set<string> | undefined> {
  try {
    const { stdout } = await run(path, ['--list-langs', ...(data ? ['--tessdata-dir', data] : [])], PATIENCE);
    return new Set(stdout.split('\n').map((line) => line.trim()));
  } catch {
    return undefined;
  }
}
