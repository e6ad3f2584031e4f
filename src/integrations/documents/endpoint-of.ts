import type { Party } from '../../contracts/invoice';
import { hasValidCheckDigits } from './check-digits';

interface Endpoint {
  scheme: string;
  id: string;
}

/**
 * Where a party is reached, as T111 requires it: its own electronic address, else its GLN (0088), else its VAT id or the register number
 * that the VAT id contains. An address whose check digits are wrong is passed over (PEPPOL-COMMON-R040 to R050). An address outside
 * Peppol, such as an e-mail address (EM), comes last. A derived address is a guess that the access point confirms when it looks it up.
 */
export function endpointOf(party: Party): Endpoint | undefined {
  const { endpoint } = party;
  const ofPeppol = endpoint && /^\d{4}$/.test(endpoint.scheme);
  const elsewhere = endpoint && /^(AN|AQ|AS|AU|EM)$/.test(endpoint.scheme);
  const candidates = [
    ofPeppol && endpoint,
    party.gln && { scheme: '0088', id: party.gln },
    fromVatId(party.vatId),
    elsewhere && endpoint,
  ];
  return candidates.find(
    (candidate): candidate is Endpoint => !!candidate && hasValidCheckDigits(candidate.scheme, candidate.id),
  );
}

function fromVatId(vatId = ''): Endpoint | undefined {
  const id = vatId.replace(/[\s.-]/g, '').toUpperCase();
  const country = id.slice(0, 2);
  const register = registerNumbers[country];
  if (register) return { scheme: register.scheme, id: id.slice(2, 2 + register.digits) };
  const scheme = vatSchemes[country];
  return scheme === undefined ? undefined : { scheme, id };
}

/** Countries without a scheme for VAT ids, whose VAT ids begin with the number of the national register. */
const registerNumbers: Partial<Record<string, { scheme: string; digits: number }>> = {
  DK: { scheme: '0184', digits: 8 },
  NO: { scheme: '0192', digits: 9 },
  SE: { scheme: '0007', digits: 10 },
};

/** Electronic Address Scheme codes for VAT ids, by the first two letters of the id. */
const vatSchemes: Partial<Record<string, string>> = {
  AD: '9922',
  AL: '9923',
  AT: '9914',
  BA: '9924',
  BE: '9925',
  BG: '9926',
  CH: '9927',
  CY: '9928',
  CZ: '9929',
  DE: '9930',
  EE: '9931',
  EL: '9933',
  ES: '9920',
  FI: '0213',
  FR: '9957',
  GB: '9932',
  GR: '9933',
  HR: '9934',
  HU: '9910',
  IE: '9935',
  IT: '0211',
  LI: '9936',
  LT: '9937',
  LU: '9938',
  LV: '9939',
  MC: '9940',
  ME: '9941',
  MK: '9942',
  MT: '9943',
  NL: '9944',
  PL: '9945',
  PT: '9946',
  RO: '9947',
  RS: '9948',
  SI: '9949',
  SK: '9950',
  SM: '9951',
  TR: '9952',
  VA: '9953',
};
