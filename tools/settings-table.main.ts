import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsClasses } from './all-settings';
import { forgotten, withTable } from './settings-table';

const root = process.cwd();
const file = join(root, 'README.md');
const page = readFileSync(file, 'utf8');
const wanted = withTable(page, settingsClasses);
const missing = forgotten(root, settingsClasses);

if (missing.length > 0) {
  console.error(`not in tools/all-settings.ts: ${missing.join(', ')}`);
  process.exitCode = 1;
} else if (!process.argv.includes('--check')) {
  writeFileSync(file, wanted);
} else if (page !== wanted) {
  console.error('the table of settings in README.md is out of date: npm run settings');
  process.exitCode = 1;
}
