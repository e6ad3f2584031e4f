import { randomBytes } from 'node:crypto';
import { masterKeysSetting } from '../../settings/master-keys-setting';
import { setting } from '../../settings/setting';
import { verifierSetting } from '../../settings/verifier-setting';
import { payloadCodec } from '../../codec/payload-codec';
import { openDataKeys } from '../../ledger/open-data-keys';
import { look, wrong } from './finding';
import type { Finding } from './finding';

/** Master keys and the way through the codec and back, data keys, and the keys of decisions. Makes none. */
export async function checkKeys(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const same = 'It has to be the same for every worker and gateway; the gateway makes it.';
  const masterKeys = () => masterKeysSetting(env);
  return [
    await look('master keys and codec', same, async () => {
      const codec = payloadCodec(await masterKeys());
      const data = randomBytes(32);
      const metadata = { encoding: Buffer.from('binary/plain') };
      const [back] = await codec.decode(await codec.encode([{ metadata, data }]));
      if (!data.equals(Buffer.from(back?.data ?? []))) throw wrong('What was encrypted did not open again.');
      return 'what is encrypted opens again';
    }),
    await look('data keys', 'Set SEAWORTHY_DATA_KEYS to what the gateway and the workers use.', async () => {
      const keys = await openDataKeys(env['SEAWORTHY_DATA_KEYS'], await masterKeys(), setting(env, 'DATABASE_URL'));
      try {
        await keys.get('_doctor'); // there is none; whether it can be told
        return 'the store answers';
      } finally {
        await keys.close();
      }
    }),
    await look('keys of decisions', same, async () => {
      await verifierSetting(env);
      return 'signatures can be checked';
    }),
  ];
}
