// Needs nothing.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { ReadinessReport } from '../../src/contracts/readiness';
import { assess } from '../../src/readiness/assess';
import { criteria } from '../../src/readiness/criteria';
import { readinessHtml } from '../../src/readiness/html';
import { readinessJunit } from '../../src/readiness/junit';
import { PATTERNS } from '../../src/readiness/patterns';
import { daysAgo, goodEvidence, now } from './good-evidence';

const HOSTILE = `<script>alert("1" & '2')</script>\u0007]]>`;

/** One criterion in each state; what people wrote is as bad as it can be. */
function mixed(): ReadinessReport {
  const evidence = goodEvidence();
  return assess(
    { ...evidence, halt: null, alerts: null, drifts: [{ system: 'erp', contract: HOSTILE, field: 'total' }] },
    {
      environment: HOSTILE,
      waivers: [
        {
          ...{ criterion: 'governance.alerts', why: HOSTILE, by: 'local|controller' },
          ...{ since: daysAgo(1).toISOString(), until: new Date(now.getTime() + 86_400_000).toISOString() },
        },
      ],
    },
  );
}

interface Case {
  name: string;
  classname: string;
  failure?: { type: string; message: string; '#text': string };
  skipped?: { message: string };
  'system-out'?: string;
}
interface Suite {
  name: string;
  tests: string;
  failures: string;
  skipped: string;
  testcase: Case[];
}

function parsed(xml: string): Omit<Suite, 'testcase'> & { testsuite: Suite[] } {
  expect(XMLValidator.validate(xml)).toBe(true);
  const arrays = new Set(['testsuite', 'testcase']);
  const parser = new XMLParser({
    ...{ ignoreAttributes: false, attributeNamePrefix: '', parseTagValue: false, htmlEntities: true },
    isArray: (name) => arrays.has(name),
  });
  return (parser.parse(xml) as { testsuites: ReturnType<typeof parsed> }).testsuites;
}

describe('JUnit', () => {
  it('has a case for each criterion: what fails or has no evidence fails, what is waived is skipped', () => {
    const suites = parsed(readinessJunit(mixed()));
    expect(suites).toMatchObject({ tests: String(criteria.length), failures: '2', skipped: '1' });
    expect(suites.testsuite).toHaveLength(Object.keys(PATTERNS).length);
    const cases = suites.testsuite.flatMap(({ testcase }) => testcase);
    expect(cases.map(({ name }) => name.split(':')[0])).toEqual(criteria.map(({ id }) => id));
    const of = (id: string): Case => cases.find(({ name }) => name.startsWith(`${id}:`))!;
    expect(of('governance.halt').failure).toMatchObject({ type: 'no-evidence', '#text': /What to do: npx seaworthy/ });
    expect(of('integration.drift').failure).toMatchObject({ type: 'fails' });
    expect(of('governance.alerts').skipped?.message).toContain('Waived by local|controller until 2026-11-23');
    expect(of('governance.ledger')['system-out']).toContain('Intact: 40 runs');
    for (const { testcase, ...counts } of suites.testsuite) {
      expect(counts.tests).toBe(String(testcase.length));
      expect(counts.failures).toBe(String(testcase.filter(({ failure }) => failure).length));
    }
  });

  it('is XML whatever people wrote', () => {
    const { testsuite } = parsed(readinessJunit(mixed()));
    expect(testsuite[0]!.name).toContain(`<script>alert("1" & '2')</script> ]]>`);
  });
});

describe('HTML', () => {
  it('tells every criterion, its state, what to do and who answers for a waiver', () => {
    const page = readinessHtml(mixed());
    for (const { id } of criteria) expect(page).toContain(`<code>${id}</code>`);
    expect(page).toContain(`${criteria.length - 3} of ${criteria.length} criteria hold, 1 waived, 1 fail, 1 without`);
    expect(page).toContain('To do: npx seaworthy halt workflow invoice-exceptions');
    expect(page).toContain('Waived by local|controller on 2026-11-21, until 2026-11-23');
    expect(page.match(/<td class="(?!holds)[\w-]+">/g)!.sort()).toEqual([
      '<td class="fails">',
      '<td class="no-evidence">',
      '<td class="waived">',
    ]);
  });

  it('needs nothing else, and nothing that people wrote is code in it', () => {
    const page = readinessHtml(mixed());
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<script|<link|<img|src=|href=|@import|url\(/i);
    expect(page).toContain('&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;');
  });

  it('says so where all holds', () => {
    const page = readinessHtml(assess(goodEvidence(), { environment: 'production', waivers: [] }));
    expect(page).toContain(`invoice-exceptions is fit for production: ${criteria.length} of ${criteria.length}`);
    expect(page).not.toContain('To do:');
  });
});
