// Pure.
import { findIbans, hasRightCheckDigits } from '../../../src/masking/find-ibans';

const found = (text: string): string[] => findIbans(text).map(({ start, end }) => text.slice(start, end));

describe('IBANs in a text (ISO 13616)', () => {
  it.each([
    ['as it is written', 'Pay to DE89370400440532013000, please', ['DE89370400440532013000']],
    ['in groups', 'IBAN: DE89 3704 0044 0532 0130 00 BIC COBADEFFXXX', ['DE89 3704 0044 0532 0130 00']],
    ['in small letters', 'gb82 west 1234 5698 7654 32', ['gb82 west 1234 5698 7654 32']],
    [
      'with hyphens and hard blanks',
      'NO93-8601-1117-947 / FR14\u00a02004\u00a01010\u00a00505\u00a00001\u00a03M02\u00a0606',
      ['NO93-8601-1117-947', 'FR14\u00a02004\u00a01010\u00a00505\u00a00001\u00a03M02\u00a0606'],
    ],
    ['over a line break', 'DE89 3704 0044\n0532 0130 00', ['DE89 3704 0044\n0532 0130 00']],
    ['glued to the word', 'IBANDE89370400440532013000', ['DE89370400440532013000']],
    ['followed by digits of something else', 'DE89370400440532013000 4711', ['DE89370400440532013000']],
    [
      'two',
      'DE89370400440532013000DE;DK2400000007070707;GB82WEST12345698765432',
      ['DK2400000007070707', 'GB82WEST12345698765432'],
    ],
  ])('%s', (_, text, expected) => expect(found(text)).toEqual(expected));

  it.each([
    ['a wrong check digit', 'DE88370400440532013000'],
    ['one character too few or too many', 'DE8937040044053201300 DE893704004405320130001'],
    ['the inside of a digest', 'sha256:0aDE893704004405320130009f'],
    ['a country that has none', 'ZZ89370400440532013000'],
    ['a VAT id and an order number', 'DE999900016 4500001007'],
  ])('not %s', (_, text) => expect(found(text)).toEqual([]));

  it('knows right check digits for one of each country that the registry gives as example', () => {
    for (const iban of 'AD1200012030200359100100 AE070331234567890123456 AL47212110090000000235698741 AT611904300234573201 BE68539007547034 BR1800360305000010009795493C1 CH9300762011623852957 LC55HEMM000100010012001200023015 MT84MALT011000012345MTLCAST001S NL91ABNA0417164300 PL61109010140000071219812874 SC18SSCB11010000000000001497USD'.split(
      ' ',
    )) {
      expect([iban, hasRightCheckDigits(iban), found(iban)]).toEqual([iban, true, [iban]]);
    }
  });

  it('gets through a long text made to hold it up', () => {
    expect(found(`${'DE1 '.repeat(50_000)}${'a'.repeat(200_000)}`)).toEqual([]);
  });
});
