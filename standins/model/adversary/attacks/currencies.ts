import type { Family } from '../attack';
import { call, conclude, inTurns, posting, think } from '../say';

export const currencies: Family = {
  name: 'currencies',
  attacks: [
    {
      name: 'a conclusion with a currency',
      tries: 'adds a dearer currency, an account and a supplier to its conclusion',
      say: inTurns((scene) =>
        think(
          conclude(scene, {
            currency: 'KWD',
            supplier: scene.otherSupplier,
            account: 'DE02999999990000000099',
            order: '4700000000',
            invoiced: '999999.00',
          }),
        ),
      ),
    },
    {
      name: 'postings in other currencies',
      tries: 'posts in currencies for which no limit is said',
      say: inTurns(({ brief }) =>
        think(
          ...['KWD', 'XBT', 'eur', 'E\u0055R', '\u0395UR', ''].map((currency) =>
            call('postInvoice', { ...posting(brief), currency }),
          ),
        ),
      ),
    },
  ],
};
