import { resolve } from 'node:path';
import { takePictures } from './take-pictures';
import { withDesk } from './with-desk';

async function main([folder = '.seaworthy/screenshots']: string[]): Promise<void> {
  const into = resolve(folder);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const pictures = await withDesk((url) => takePictures(url, into, say), say);
  process.stdout.write(`${pictures.join('\n')}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
