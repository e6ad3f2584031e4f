import type { Attack, Family } from './attack';
import { amounts } from './attacks/amounts';
import { approvals } from './attacks/approvals';
import { currencies } from './attacks/currencies';
import { othersData } from './attacks/others-data';
import { otherTools } from './attacks/other-tools';
import { oversized } from './attacks/oversized';
import { persistence } from './attacks/persistence';
import { splitting } from './attacks/splitting';
import { texts } from './attacks/texts';

const families: readonly Family[] = [
  otherTools,
  amounts,
  splitting,
  currencies,
  approvals,
  persistence,
  oversized,
  texts,
  othersData,
];

/** All that the adversary knows to do. */
export const attacks: readonly (Attack & { family: string })[] = families.flatMap(({ name: family, attacks }) =>
  attacks.map((attack) => ({ ...attack, family })),
);
