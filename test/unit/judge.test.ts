// Pure: no server, no database.
import { applicableRules } from '../../src/agents/applicable-rules';
import { judge } from '../../src/agents/judge';
import type { PolicyRule } from '../../src/contracts/operations';
import { stricter } from '../../src/activities/act/verdict-then';
import { shelfAgent } from '../helpers/shelf/shelf-agent';

const rule = (change: Partial<PolicyRule>): PolicyRule => ({
  id: 1,
  agent: '*',
  tenant: '*',
  environment: '*',
  target: 'writes',
  name: '',
  fact: null,
  effect: 'deny',
  role: null,
  within: null,
  ...change,
});
const asking = rule({ effect: 'approval', role: 'keeper', within: '1 hour' });
const verdictOn = (tool: string, rules: PolicyRule[], facts = {}, args: unknown = { item: 'a', amount: '1' }) =>
  judge(shelfAgent, ['put', 'fetch', 'store', 'ungranted'], { tool, args, facts }, rules);

describe('a rule narrows', () => {
  it.each([
    ['a tool by name', rule({ target: 'tool', name: 'put' }), 'put', 'store'],
    ['all tools of a permission', rule({ target: 'permission', name: 'write' }), 'put', 'fetch'],
    ['all writes', rule({}), 'store', 'fetch'],
    ['reads too, when it names them', rule({ target: 'tool', name: 'fetch' }), 'fetch', 'put'],
  ])('%s, and nothing else', (_, denial, denied, other) => {
    expect(verdictOn(denied, [denial])).toMatchObject({ verdict: 'denied', rule: 'rule-1' });
    expect(verdictOn(other, [denial])).toMatchObject({ verdict: 'allowed' });
  });

  it('to what a person approves: a write after reading text of others is one line', () => {
    const line = { ...asking, fact: 'untrustedText' };
    expect(verdictOn('put', [line], { untrustedText: false })).toMatchObject({ verdict: 'allowed' });
    expect(verdictOn('put', [line], { untrustedText: true })).toEqual({
      verdict: 'needs-approval',
      rule: 'rule-1',
      approval: { rule: 'rule-1', role: 'keeper', within: '1 hour' },
    });
    expect(verdictOn('fetch', [line], { untrustedText: true })).toMatchObject({ verdict: 'allowed' });
  });

  it('a denial counts more than a question', () => {
    expect(verdictOn('put', [asking, rule({ id: 2 })])).toMatchObject({ verdict: 'denied', rule: 'rule-2' });
  });
});

describe('a rule never widens', () => {
  it('what is not granted, not in the step or not declared stays denied', () => {
    for (const tool of ['ungranted', 'push', 'no_such_tool', 'constructor'])
      for (const rules of [
        [],
        [asking],
        [rule({ target: 'tool', name: tool, effect: 'approval', role: 'a', within: 'b' })],
      ])
        expect(verdictOn(tool, rules)).toMatchObject({
          verdict: 'denied',
          rule: expect.not.stringMatching(/^rule-/) as string,
        });
  });

  it("a tool's own question to people stands: no row puts another role in its place", () => {
    expect(verdictOn('store', [asking], {}, { item: 'a', amount: '500' })).toMatchObject({
      verdict: 'needs-approval',
      approval: { role: 'lead' },
    });
  });
});

it('what is not about what the run is about is denied, read or write', () => {
  const about = ({ item }: { item: string }, facts: object): boolean => item === (facts as { item?: string }).item;
  const { fetch, put } = shelfAgent.tools;
  const agent = { ...shelfAgent, tools: { fetch: { ...fetch, about }, put: { ...put, about } } };
  for (const tool of ['fetch', 'put']) {
    const of = (item: string) => judge(agent, [tool], { tool, args: { item, bytes: 1 }, facts: { item: 'ours' } });
    expect(of('ours')).toMatchObject({ verdict: 'allowed' });
    expect(of('theirs')).toMatchObject({ verdict: 'denied', rule: 'not-of-this-run' });
  }
});

it('rules are for an agent, a tenant and an environment', () => {
  const here = { agent: 'shelf-keeping', tenant: 'acme', environment: 'production' };
  const of = (change: Partial<PolicyRule>): number => applicableRules([rule(change)], here).length;
  expect(of({})).toBe(1);
  expect(of({ agent: 'shelf-keeping', tenant: 'acme', environment: 'production' })).toBe(1);
  expect([of({ agent: 'other' }), of({ tenant: 'other' }), of({ environment: 'development' })]).toEqual([0, 0, 0]);
});

it('of the verdict then and the verdict now the stricter counts', () => {
  const allowed = { verdict: 'allowed', rule: 'granted' } as const;
  const denied = { verdict: 'denied', rule: 'rule-1', reason: 'no' } as const;
  const asked = {
    verdict: 'needs-approval',
    rule: 'limit',
    approval: { rule: 'limit', role: 'a', within: 'b' },
  } as const;
  expect(stricter(allowed, undefined)).toBe(allowed);
  expect(stricter(allowed, asked)).toBe(asked);
  expect(stricter(asked, denied)).toBe(denied);
  expect(stricter(denied, allowed)).toBe(denied);
});
