// Needs bash.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commands } from '../../rehearsal/commands';

it('what docs/readiness.md lists is shell, and of commands that there are', () => {
  const list = commands();
  expect(spawnSync('bash', ['-n'], { input: list })).toMatchObject({ status: 0 });
  const named = [...list.matchAll(/npx seaworthy ([\w-]+)/g)].map(([, name]) => name!);
  expect(named.at(-1)).toBe('readiness');
  expect(named.filter((name) => !existsSync(join(__dirname, `../../src/cli/${name}.ts`)))).toEqual([]);
});
