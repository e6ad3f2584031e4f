import { spawn } from 'node:child_process';
import { Command } from 'commander';

new Command('fuzz')
  .description('mutated invoices, model answers, ERP answers and HTTP bodies: each a clear error, or as good as before')
  .option('--count <n>', 'of each', Number, 1_000)
  .option('--seed <n>', 'of the mutations', Number, 1)
  .action((fuzz: { count: number; seed: number }) => {
    const args = ['node_modules/jest/bin/jest.js', 'test/fuzz', '--globals', JSON.stringify({ fuzz })];
    spawn(process.execPath, args, { stdio: 'inherit' }).on('exit', (code) => (process.exitCode = code ?? 1));
  })
  .parse();
