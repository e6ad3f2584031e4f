import ipaddr from 'ipaddr.js';
import { SeaworthyError } from '../../contracts/errors';

/** SEAWORTHY_TRUST_PROXY: addresses and ranges, such as `10.0.0.0/8`, separated by commas. @throws SeaworthyError `Config.Invalid` */
export function proxiesIn(setting: string | undefined): string[] {
  const given = (setting ?? '').split(',').flatMap((each) => each.trim() || []);
  for (const each of given)
    if (!ipaddr.isValid(each) && !ipaddr.isValidCIDR(each))
      throw new SeaworthyError('Config.Invalid', `SEAWORTHY_TRUST_PROXY: ${each} is no address and no range of them.`);
  return given;
}
