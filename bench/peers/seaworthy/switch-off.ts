import { Breakers } from '../../../src/activities/parking/breakers';
import { HaltWatch } from '../../../src/activities/reason/halt-watch';
import { Policies } from '../../../src/activities/reason/policies';
import { Cipher } from '../../../src/ledger/cipher';
import { Vault } from '../../../src/masking/vault';

/**
 * What governance costs is told by doing without. Of the bench only: nothing in the product can be switched off so. Here encryption, masking, rules,
 * halts and breakers; in the database, by switch-off.sql, seals, fences and reservations. What is left is a loop over a journal.
 */
export function switchOff(): void {
  Cipher.prototype.encrypt = (content) => Buffer.from(content);
  Cipher.prototype.decrypt = (stored) => Buffer.from(stored);
  Vault.prototype.apply = () => undefined;
  Vault.prototype.mask = (value) => value;
  Vault.prototype.maskText = (text) => text;
  Vault.prototype.maskDeclared = (value) => value;
  Vault.prototype.restore = (value) => ({ value, unknown: [] });
  Policies.prototype.for = () => Promise.resolve({ version: 0, rules: [] });
  HaltWatch.prototype.during = ({ signal }, call) => call(signal);
  Breakers.prototype.holdBack = () => Promise.resolve(undefined);
  Breakers.prototype.during = (_, call) => call();
}
