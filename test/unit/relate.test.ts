// Pure: no server, no database.
import { meet, relate } from '../../src/gateway/feedback/relate';

const scope = { workflow: 'w', step: null, tenant: null, about: {} };

it.each([
  [{}, {}, true],
  [{ workflow: 'v' }, {}, false],
  [{ step: 'resolve' }, {}, true],
  [{ step: 'resolve' }, { step: 'check' }, false],
  [{ tenant: 'north' }, { tenant: 'south' }, false],
  [{ about: { supplier: 'A' } }, {}, true],
  [{ about: { supplier: 'A' } }, { about: { supplier: 'B' } }, false],
  [{ about: { supplier: 'A' } }, { about: { buyer: 'B' } }, true],
])('scopes %j and %j meet: %s', (one, other, met) => {
  expect(meet({ ...scope, ...one }, { ...scope, ...other })).toBe(met);
  expect(meet({ ...scope, ...other }, { ...scope, ...one })).toBe(met);
});

it.each([
  ['Treat freight lines as a price difference.', 'Do not treat freight lines as a price difference.', 'contradicts'],
  ['Always ask the buyer about freight.', 'Never ask the buyer about freight.', 'contradicts'],
  ['Accept freight lines of suppliers.', 'Reject freight lines of suppliers.', 'contradicts'],
  ['Freight lines are never a price difference.', 'A freight line is never a price difference.', 'repeats'],
  ['Freight lines are no price difference.', 'Answer in the language of the supplier.', 'overlaps'],
])('%s / %s: %s', (one, other, relation) => {
  expect(relate(one, other)).toBe(relation);
});
