// Pure: reads the documentation.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { errors } from '../../src/contracts/errors';

describe('the catalogue of errors', () => {
  const documented = [
    ...readFileSync(path.join(__dirname, '../../docs/errors.md'), 'utf8').matchAll(/^\| `([^`]+)` +\| (.*?) +\|$/gm),
  ];

  it('and its documentation say the same', () => {
    expect(Object.fromEntries(documented.map(([, code, text]) => [code, text]))).toEqual(errors);
  });

  it.each(Object.entries(errors))('%s says what happened and what to do', (_, text) => {
    expect(text.split(/[.;] /).length).toBeGreaterThan(1);
  });
});
