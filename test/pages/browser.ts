import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A browser of this machine, by its path; undefined when there is none. */
export const browserPath: string | undefined = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find(isExecutable);

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where there is no browser, what it would show is left out. */
export const inBrowser = browserPath ? describe : describe.skip;

/** Without its sandbox, because tests may run as root; it sees nothing but our own pages. */
export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--disable-gpu'] });

/** What a page did that nobody should see: errors, refused contents, requests to elsewhere. */
export class Complaints {
  readonly all: string[] = [];

  constructor(page: Page, origin: string) {
    page.on('pageerror', (error) => this.all.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => {
      this.all.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      // A browser tells of every answer that is no success; those are asserted where they are expected.
      const expected = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !expected) this.all.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(origin)) this.all.push(`request: ${request.url()}`);
    });
  }
}

/** A screenshot for whoever wants to look, when `PAGE_PICTURES` names a folder. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.PAGE_PICTURES;
  if (folder) await page.screenshot({ path: join(folder, `view-${name}.png`) });
}
