import { verifyFile } from './audit/verify-file';
import { readArguments } from './audit/arguments';

async function main(args: string[]): Promise<void> {
  const asked = readArguments(args);
  if ('wrong' in asked) {
    console.error(asked.wrong);
    process.exitCode = 2;
    return;
  }
  const { whole, says } = await verifyFile(asked);
  console.log(says);
  if (!whole) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
