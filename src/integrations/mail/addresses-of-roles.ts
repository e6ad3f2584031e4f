import { SeaworthyError } from '../../contracts/errors';
import { Address } from './mail-input';

/**
 * MAIL_ROLES: `ap-clerk=anna@buyer.example,bo@buyer.example; ap-lead=lead@buyer.example`.
 * @throws SeaworthyError `Config.Invalid`
 */
export function addressesOfRoles(setting: string | undefined): Map<string, readonly string[]> {
  const roles = new Map<string, readonly string[]>();
  for (const part of (setting ?? '').split(';').map((each) => each.trim())) {
    if (!part) continue;
    const [, role, list] = /^([\w-]+)\s*=\s*(.+)$/.exec(part) ?? [];
    const addresses = (list ?? '').split(',').map((each) => each.trim());
    if (!role || !addresses.every((each) => Address.safeParse(each).success))
      throw new SeaworthyError(
        'Config.Invalid',
        `MAIL_ROLES: each part is role=address,address, not ${role ?? 'this'}.`,
      );
    roles.set(role, addresses);
  }
  return roles;
}
