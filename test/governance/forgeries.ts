import { generateKeyPair, SignJWT } from 'jose';
import type { DecisionKind, RefusalReason } from '../../src/contracts/entry';
import type { Json } from '../../src/contracts/json';
import type { KeyRing } from '../../src/integrations/keys/key-ring';
import { contentDigest, oneTimeId, textDigest } from '../../src/ledger/decision-claims';
import type { DecisionClaims, DecisionContent } from '../../src/ledger/decision-claims';
import type { Question, RunDecisions } from '../../src/ledger/run-decisions';

/** What somebody who may write to the database puts there, and what it has to be called. */
export interface Forgery {
  name: string;
  reason: RefusalReason;
  header: { approval: string; decision: DecisionKind };
  body: Json;
}

export interface Forger {
  /** The gateway's own: most forgeries are signed by it, and false in one claim. */
  keys: KeyRing;
  /** Somebody else's. */
  others: KeyRing;
  /** A genuine decision on another question. */
  genuine: Json;
  /** A genuine decision on this question, where there is one. */
  repeated?: Json | undefined;
  run: RunDecisions;
  question: Question;
  /** Makes every forgery another. */
  n: number;
}

type Forge = (forger: Forger) => Promise<Omit<Forgery, 'name' | 'header'> & { decision?: DecisionKind }>;

/** Would hold, if it were the gateway's. */
function wellMade(
  { run, question, n }: Forger,
  change: Partial<DecisionClaims> = {},
  content: DecisionContent = {},
): { claims: DecisionClaims; beside: { by: string; reason: string } & DecisionContent } {
  const { approval, step, gate, tool, call, digest, shown } = question;
  const subject = `mallory-${n}`;
  const reason = `forgery ${n}`;
  const now = Math.floor(Date.now() / 1000);
  const claims: DecisionClaims = {
    jti: oneTimeId(approval, `local|${subject}`, content),
    iat: now,
    exp: now + 3_600,
    run: run.run,
    incarnation: run.incarnation,
    agent: run.agent,
    approver: { issuer: 'local', subject },
    role: 'lead',
    decision: 'approve',
    reason: textDigest(reason),
    content: contentDigest(content),
    ...{ approval, step, gate, tool, call, digest, shown },
    ...change,
  };
  const by = `${claims.approver.issuer}|${claims.approver.subject}`;
  return { claims, beside: { by, reason, ...content } };
}

/** Signed by the gateway's key, and wrong in one thing. */
function wrongIn(change: Partial<DecisionClaims>, reason: RefusalReason, beside: Record<string, Json> = {}): Forge {
  return async (forger) => {
    const made = wellMade(forger, change);
    const signed = await forger.keys.sign('decision', { ...made.claims });
    const { decision } = made.claims;
    return { reason, decision, body: { ...made.beside, ...beside, signed } as Json };
  };
}

/** Well made in every claim, and not signed by the gateway's decision key. */
function signedBy(sign: (forger: Forger, claims: DecisionClaims) => Promise<string>): Forge {
  return async (forger) => {
    const { claims, beside } = wellMade(forger);
    return { reason: 'bad-signature', body: { ...beside, signed: await sign(forger, claims) } as Json };
  };
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

const forges: Readonly<Record<string, Forge>> = {
  'no signature': async (forger) => ({ reason: 'unsigned', body: wellMade(forger).beside as unknown as Json }),
  'no body at all': async () => ({ reason: 'unsigned', body: null }),
  'a word for a signature': signedBy(() => Promise.resolve('approved')),
  'algorithm none': signedBy((_, claims) =>
    Promise.resolve(`${part({ alg: 'none' })}.${part({ ...claims, iss: 'seaworthy', aud: 'decision' })}.`),
  ),
  'a key of their own': signedBy(({ others }, claims) => others.sign('decision', { ...claims })),
  'a key of their own under our key id': signedBy(async ({ keys }, claims) => {
    const { keys: open } = await keys.publicKeys();
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const kid = open.find((key) => key.kid?.startsWith('decision-'))!.kid!;
    const token = new SignJWT({ ...claims }).setProtectedHeader({ alg: 'EdDSA', kid });
    return token.setIssuer('seaworthy').setAudience('decision').sign(privateKey);
  }),
  'the key for checkpoints': signedBy(({ keys }, claims) => keys.sign('checkpoint', { ...claims })),
  'claims changed after signing': signedBy(async ({ keys }, claims) => {
    const [head, , signature] = (await keys.sign('decision', { ...claims, decision: 'deny' })).split('.');
    return `${head}.${part({ ...claims, iss: 'seaworthy', aud: 'decision' })}.${signature}`;
  }),
  'a genuine one of another question': ({ genuine }) => Promise.resolve({ reason: 'other-approval', body: genuine }),
  'for another run': wrongIn({ run: 'run-of-others' }, 'other-run'),
  'for the run before it was reset': wrongIn({ incarnation: 0 }, 'other-incarnation'),
  'for another step': wrongIn({ step: 'put' }, 'other-step'),
  'for another kind of question': wrongIn({ gate: 'task' }, 'other-gate'),
  'for another tool': wrongIn({ tool: 'put' }, 'other-tool'),
  'for another call': wrongIn({ call: 'store.1.9' }, 'other-call'),
  'for another version of the agent': wrongIn({ agent: 'shelf-keeping@6' }, 'other-agent'),
  'for other arguments': wrongIn({ digest: textDigest('{"amount":"9"}') }, 'other-arguments'),
  'of other facts than are shown': wrongIn({ shown: textDigest('nothing to see') }, 'other-question'),
  'past its time': wrongIn({ exp: 1_700_000_000 }, 'expired'),
  'by the starter': wrongIn({ approver: { issuer: 'local', subject: 'starter' } }, 'starter'),
  'in a role that was not asked': wrongIn({ role: 'keeper' }, 'wrong-role'),
  'by a delegation that nobody made': wrongIn({ delegation: 'chief to mallory' }, 'wrong-role'),
  'an answer where approval is asked': wrongIn({ decision: 'answer' }, 'not-fitting'),
  'with another name beside it': wrongIn({}, 'altered', { by: 'local|chief' }),
  'with another reason beside it': wrongIn({}, 'altered', { reason: 'the chief said so' }),
  'with arguments beside it': wrongIn({}, 'altered', { args: { item: 'a', amount: '1000000' } }),
  'an edit with other arguments than were signed': async (forger) => {
    const signedArgs = { item: 'a', amount: '1' };
    const { claims, beside } = wellMade(forger, { decision: 'edit' }, { args: signedArgs });
    const signed = await forger.keys.sign('decision', { ...claims });
    return { reason: 'altered', decision: 'edit', body: { ...beside, args: { ...signedArgs, amount: '99' }, signed } };
  },
  'a denial that the header calls approval': async (forger) => {
    const { claims, beside } = wellMade(forger, { decision: 'deny' });
    const signed = await forger.keys.sign('decision', { ...claims });
    return { reason: 'altered', decision: 'approve', body: { ...beside, signed } as Json };
  },
  'the same person once more': async (forger) =>
    forger.repeated === undefined ? forges['no signature']!(forger) : { reason: 'repeated', body: forger.repeated },
};

export const forgeryNames = Object.keys(forges);

export async function forge(name: string, forger: Forger): Promise<Forgery> {
  const { decision = 'approve', ...forged } = await forges[name]!(forger);
  return { name, ...forged, header: { approval: forger.question.approval, decision } };
}
