import { spawnSync } from 'node:child_process';

/** `it`, where the Debian package `prometheus` is installed; elsewhere the tests are skipped, and it is said. */
export function itWithPrometheus(): jest.It {
  const there = spawnSync('promtool', ['--version']).status === 0;
  if (!there) console.error('SKIPPED: promtool and prometheus are not installed (Debian package prometheus).');
  return there ? it : it.skip;
}
