/** ln n! */
function logFactorial(n: number): number {
  let sum = 0;
  for (let k = 2; k <= n; k++) sum += Math.log(k);
  return sum;
}

function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** The sign test: how likely at least `better` of those that changed change for the better where better and worse are equally likely. Exact. */
export function signTest(better: number, worse: number): number {
  const n = better + worse;
  let p = 0;
  for (let k = better; k <= n; k++) p += Math.exp(logChoose(n, k) - n * Math.LN2);
  return Math.min(1, p);
}

interface Counted {
  bad: number;
  of: number;
}

/** Fisher's exact test, one-sided: how likely `one` has so many bad or more of all that there are, where both are equally likely to. */
export function fisherTest(one: Counted, other: Counted): number {
  const bad = one.bad + other.bad;
  const all = logChoose(one.of + other.of, bad);
  let p = 0;
  for (let k = one.bad; k <= Math.min(bad, one.of); k++)
    if (bad - k <= other.of) p += Math.exp(logChoose(one.of, k) + logChoose(other.of, bad - k) - all);
  return Math.min(1, p);
}
