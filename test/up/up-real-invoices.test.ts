// Needs: as up.test.ts, and the third-party invoices of SEAWORTHY_SHARED.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Row } from '../../src/cli/up/row-of';
import { root, startUp, stateFolder } from './start-up';

const invoices = resolve(root, process.env['SEAWORTHY_SHARED'] ?? '../shared', 'data/invoices');
const there = existsSync(invoices);
if (!there) console.warn(`Skipped: no invoices at ${invoices}. Set SEAWORTHY_SHARED to the folder that holds data/.`);

(there ? it : it.skip)(
  'the examples of the public test suites end in declared places, and every path is taken',
  async () => {
    const folder = await stateFolder();
    try {
      const up = startUp(folder.path, ['--once', '--rehearse', '--json', '--input', invoices]);
      expect(await up.ended).toBe(0);
      const rows = JSON.parse(up.stdout()) as Row[];
      expect(rows).toHaveLength(38);
      expect(rows.filter(({ status }) => status !== 'ended')).toEqual([]);
      const some = (fits: (row: Row) => boolean): boolean => rows.some(fits);
      const approves = /approves$/;
      expect({
        'straight through': some((row) => row.outcome === 'posted' && row.branches.length === 0),
        'resolved by the agent and posted': some((row) => row.outcome === 'posted' && row.turns > 0),
        'approved by a person': some(
          (row) => row.outcome === 'posted' && row.branches.some((branch) => approves.test(branch)),
        ),
        'refused by a person': some(({ outcome }) => outcome === 'refused'),
        'short-paid': some(({ outcome }) => outcome === 'short-paid'),
        'taken over by a person': some(({ branches }) => branches.includes('triage')),
        unreadable: some(({ outcome }) => outcome === 'unreadable'),
        duplicate: some(({ outcome }) => outcome === 'duplicate'),
      }).toEqual({
        'straight through': true,
        'resolved by the agent and posted': true,
        'approved by a person': true,
        'refused by a person': true,
        'short-paid': true,
        'taken over by a person': true,
        unreadable: true,
        duplicate: true,
      });
    } finally {
      await folder.remove();
    }
  },
  180_000,
);
