// Pure: no server, no database.
import { SupplierId, Unit, paddedSupplier } from '../../../src/integrations/erp/formats';
import { GermanAmount } from '../../../src/integrations/formats/german-amount';
import { GermanDay } from '../../../src/integrations/formats/german-day';
import { IsoDay } from '../../../src/integrations/formats/iso-day';
import { PlainAmount } from '../../../src/integrations/formats/plain-amount';
import { plainReason } from '../../../src/integrations/http/plain-reason';
import { retryAfterMs } from '../../../src/integrations/retry-after';
import { germanAmount, germanDay, ownUnit, paddedNumber } from '../../../standins/erp/formats';

describe('formats of the ERP', () => {
  test.each([
    ['1.234,50', '1234.50'],
    ['1.234.567,8912', '1234567.8912'],
    ['12,5', '12.5'],
    ['1234', '1234'],
    ['1234,5', '1234.5'],
    ['0', '0'],
    ['1.000', '1000'],
    ['-3,20', '-3.20'],
    ['3,20-', '-3.20'],
    ['999999999999999,0123456789', '999999999999999.0123456789'],
  ])('reads the amount %s as %s', (text, amount) => expect(GermanAmount.parse(text)).toBe(amount));

  test.each(['1,234.50', '1.23,4', '12.34', '', '-3-', 'EUR 3', '1 000', '1e5', '٣'])(
    'refuses %j as an amount',
    (text) => expect(GermanAmount.safeParse(text).success).toBe(false),
  );

  test('reads days and refuses those that do not exist', () => {
    expect(GermanDay.parse('29.02.2024')).toBe('2024-02-29');
    for (const none of ['31.02.2024', '1.2.2024', '2024-02-01', '02/01/2024'])
      expect(GermanDay.safeParse(none).success).toBe(false);
    expect(IsoDay.safeParse('2023-02-29').success).toBe(false);
    expect(PlainAmount.safeParse('1.234,5').success).toBe(false);
  });

  test('leading zeros of supplier numbers come and go', () => {
    expect(['0000104711', '104711', '0', 'P-0017'].map((id) => SupplierId.parse(id))).toEqual([
      '104711',
      '104711',
      '0',
      'P-0017',
    ]);
    expect(['104711', 'P-17'].map(paddedSupplier)).toEqual(['0000104711', 'P-17']);
  });

  test('what the stand-in writes is read back as it was', () => {
    for (const amount of ['0', '-0.5', '12345678.9', '1000', '-1000.0000000001', '999999999999999'])
      expect(GermanAmount.parse(germanAmount(amount))).toBe(amount);
    expect(GermanDay.parse(germanDay('2024-03-17'))).toBe('2024-03-17');
    for (const unit of [
      'H87',
      'C62',
      'XPP',
      'KGM',
      'GRM',
      'TNE',
      'MTR',
      'MTK',
      'MTQ',
      'LTR',
      'HUR',
      'DAY',
      'MON',
      'XCT',
      'LS',
      'ST',
      'KWH',
      'EA',
    ])
      expect(Unit.parse(ownUnit(unit))).toBe(unit);
    expect(SupplierId.parse(paddedNumber('104711'))).toBe('104711');
  });
});

describe('reasons', () => {
  test('are one bounded line without addresses, accounts or credentials', () => {
    const reason = plainReason(
      'Konto DE79 0000 0000 0123 4567 890\r\nvon a.b@c.example\u202e gesperrt; Bearer abc.def ' + 'x'.repeat(999),
    );
    expect(reason).toMatch(/^Konto \[account\] von \[address\] gesperrt; \[credential\] x+$/);
    expect(reason.length).toBeLessThanOrEqual(300);
    expect(plainReason('M8-083 Bestellung PO20240001234 fehlt')).toBe('M8-083 Bestellung PO20240001234 fehlt');
  });
});

describe('Retry-After', () => {
  test('is seconds or a date', () => {
    expect(retryAfterMs('3')).toBe(3000);
    expect(retryAfterMs(null)).toBeUndefined();
    expect(retryAfterMs('soon')).toBeUndefined();
    expect(retryAfterMs('Wed, 21 Oct 2015 07:28:00 GMT')).toBe(0);
    const inTen = retryAfterMs(new Date(Date.now() + 10_000).toUTCString()) ?? 0;
    expect(inTen).toBeGreaterThan(8_000);
    expect(inTen).toBeLessThanOrEqual(10_000);
  });
});
