import { join } from 'node:path';
import type { World } from '../world';
import type { Finding } from './evidence';

/** `seaworthy audit verify`, as an auditor would: with the checkpoints and the keys. */
export async function audit({ child, folder, env }: World): Promise<Finding[]> {
  const args = [
    'audit',
    'verify',
    '--checkpoint',
    join(folder, 'checkpoints.ndjson'),
    '--keys',
    join(folder, 'keys.json'),
  ];
  const script = `require('./src/cli/main').main(['node', 'seaworthy', ...${JSON.stringify(args)}])`;
  const said = child(['-e', script], 'audit', env);
  const intact = await said.says(/^Intact\. /);
  await said.ended();
  const { exitCode } = said.process;
  return exitCode === 0
    ? []
    : [
        {
          what: `audit verify ${intact ? 'ended with' : 'found the ledger broken,'} ${exitCode}: ${said.said().join(' ')}`,
        },
      ];
}
