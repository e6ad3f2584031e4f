/** Whether an identifier keeps the check digits of its scheme; true for schemes without any that Peppol checks as fatal (COMMON-R040 to R050). */
export function hasValidCheckDigits(scheme: string, id: string): boolean {
  return id !== '' && (checks.get(scheme)?.(id) ?? true);
}

const checks = new Map<string, (id: string) => boolean>(
  Object.entries({
    // Sweden, organisationsnummer: Luhn.
    '0007': (id: string) => /^\d{10}$/.test(id) && weigh(id, (i) => [2, 1][i % 2], digitSum) % 10 === 0,
    // GS1 Global Location Number: weights 1 and 3.
    '0088': (id: string) => /^\d{13}$/.test(id) && weigh(id, (i) => [1, 3][i % 2]) % 10 === 0,
    // Australia, ABN: the first digit less one, modulo 89.
    '0151': (id: string) =>
      /^\d{11}$/.test(id) && (weigh(id, (i) => [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19][i]) - 10) % 89 === 0,
    // Norway, organisasjonsnummer: modulo 11.
    '0192': (id: string) => /^\d{9}$/.test(id) && weigh(id, (i) => [3, 2, 7, 6, 5, 4, 3, 2, 1][i]) % 11 === 0,
    // Belgium, enterprise number: 97 less the rest of the first eight digits.
    '0208': (id: string) => /^[01]\d{9}$/.test(id) && 97 - (Number(id.slice(0, 8)) % 97) === Number(id.slice(8)),
  }),
);

function weigh(
  id: string,
  weight: (index: number) => number | undefined,
  fold = (product: number): number => product,
): number {
  return [...id].reduce((sum, digit, index) => sum + fold(Number(digit) * (weight(index) ?? 0)), 0);
}

const digitSum = (product: number): number => (product > 9 ? product - 9 : product);
