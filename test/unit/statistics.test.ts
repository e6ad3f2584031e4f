// Pure: no server, no database.
import { fisherTest, signTest } from '../../src/statistics/exact-tests';
import { meanChange } from '../../src/statistics/mean-change';
import { rateOf } from '../../src/statistics/rate-of';
import { seededRandom } from '../../src/statistics/seeded-random';

it("a share has Wilson's interval, also of none and of all", () => {
  expect(rateOf(5, 10)).toMatchObject({
    rate: 0.5,
    low: expect.closeTo(0.2693, 3) as number,
    high: expect.closeTo(0.7307, 3) as number,
  });
  expect(rateOf(0, 10)).toMatchObject({ rate: 0, low: 0, high: expect.closeTo(0.213, 3) as number });
  expect(rateOf(0, 0)).toEqual({ count: 0, of: 0, rate: null, low: 0, high: 1 });
});

it('exact tests are what tables say', () => {
  expect(signTest(5, 0)).toBeCloseTo(1 / 32, 10);
  expect(signTest(4, 1)).toBeCloseTo(6 / 32, 10);
  expect(signTest(0, 0)).toBe(1);
  // Fisher's tea: three of four cups right.
  expect(fisherTest({ bad: 3, of: 4 }, { bad: 1, of: 4 })).toBeCloseTo(17 / 70, 10);
  expect(fisherTest({ bad: 4, of: 4 }, { bad: 0, of: 4 })).toBeCloseTo(1 / 70, 10);
  expect(fisherTest({ bad: 0, of: 20 }, { bad: 0, of: 20 })).toBe(1);
});

it('a guard of four looks stops a harmless canary no more often than it says', () => {
  const random = seededRandom(3);
  const [alpha, looks, horizon, trials] = [0.05, 4, 80, 2_000];
  const stopped = Array.from({ length: trials }, () => {
    const bad = { canary: 0, control: 0 };
    for (let look = 1; look <= looks; look++) {
      for (let n = 0; n < horizon / looks; n++) {
        if (random() < 0.2) bad.canary++;
        if (random() < 0.2) bad.control++;
      }
      const of = (horizon / looks) * look;
      if (fisherTest({ bad: bad.canary, of }, { bad: bad.control, of }) < alpha / looks) return true;
    }
    return false;
  }).filter(Boolean).length;
  expect(stopped / trials).toBeLessThan(alpha);
});

it('the mean of differences is within its interval, which is the same for the same seed', () => {
  const differences = [1, 0, 0, 1, 1, 0.5, 0, 1];
  const { mean, low, high } = meanChange(differences, 7);
  expect(mean).toBeCloseTo(0.5625, 10);
  expect(low).toBeLessThan(mean);
  expect(high).toBeGreaterThan(mean);
  expect(meanChange(differences, 7)).toEqual({ mean, low, high });
  expect(meanChange([], 7)).toEqual({ mean: 0, low: 0, high: 0 });
});
