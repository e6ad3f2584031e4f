import Decimal from 'decimal.js';
import { prices } from '../../../src/integrations/prices/prices';
import type { Ledger } from '../../../src/ledger/ledger';
import { twice } from './check-runs';
import type { Evidence, Finding, ModelAnswer } from './evidence';

export interface Spend {
  answers: number;
  thoughts: number;
  /** Answers that died with who had asked for them. */
  lost: number;
  counted: string;
  recorded: string;
  drawn: string;
}

/**
 * What the model counted against what the ledger holds, answer by answer: each thought is one answer, to the token; an answer without a thought
 * belongs to an attempt that was lost, one each; and the budgets hold no less than was paid.
 */
export async function checkSpend(
  ledger: Ledger,
  { runs, answers }: Evidence,
  modelKills: number,
): Promise<{ findings: Finding[]; spend: Spend }> {
  const findings: Finding[] = [];
  const byId = new Map(answers.map((answer) => [answer.requestId, answer]));
  const thoughts = runs.flatMap(({ run, entries }) =>
    entries.flatMap((entry) => (entry.kind === 'thought' ? [{ run, ...entry.header }] : [])),
  );
  for (const id of twice(thoughts.map(({ requestId }) => requestId))) findings.push({ what: `${id} is two thoughts` });
  let unheard = 0;
  for (const { run, requestId, input, output } of thoughts) {
    const answer = byId.get(requestId);
    if (!answer) unheard += 1;
    else if (answer.usage.input_tokens !== input || answer.usage.output_tokens !== output)
      findings.push({ run, what: `${requestId} is ${input} and ${output} tokens, and was counted otherwise` });
  }
  // One that is killed as it notes that it has answered has answered.
  if (unheard > modelKills) findings.push({ what: `${unheard} thoughts are answers that the model did not give` });

  const recordedIds = new Set(thoughts.map(({ requestId }) => requestId));
  const lost = answers.filter(({ requestId }) => !recordedIds.has(requestId));
  for (const { run, given, entries } of runs) {
    const paidFor = lost.filter(({ number }) => number === given.number).length;
    const attempts = entries.filter(({ kind }) => kind === 'resumed').length;
    if (paidFor > attempts)
      findings.push({ run, what: `${paidFor} answers were paid for and lost, in ${attempts} attempts that were lost` });
  }
  const recorded = sum(thoughts.map(({ usd }) => usd));
  const counted = sum(answers.map(costOf));
  const { rows } = await ledger.pool.query<{ drawn: string }>(
    `select coalesce(sum(drawn), 0)::text as drawn from budgets where scope = 'tenant-month'`,
  );
  const drawn = new Decimal(rows[0]!.drawn);
  if (drawn.lt(counted))
    findings.push({ what: `budgets hold ${drawn.toFixed()} USD, and ${counted.toFixed()} were paid` });
  if (drawn.lt(recorded))
    findings.push({ what: `budgets hold ${drawn.toFixed()} USD, and thoughts ${recorded.toFixed()}` });
  const spend = {
    ...{ answers: answers.length, thoughts: thoughts.length, lost: lost.length },
    ...{ counted: counted.toFixed(), recorded: recorded.toFixed(), drawn: drawn.toFixed() },
  };
  return { findings, spend };
}

function costOf({ model, usage }: ModelAnswer): string {
  const { ephemeral_5m_input_tokens: cacheWrite5m, ephemeral_1h_input_tokens: cacheWrite1h } = usage.cache_creation;
  const used = {
    ...{ input: usage.input_tokens, output: usage.output_tokens, cacheRead: usage.cache_read_input_tokens },
    ...{ cacheWrite5m, cacheWrite1h },
  };
  return prices().costOf(used, model).toFixed();
}

const sum = (amounts: readonly string[]): Decimal => amounts.reduce((all, each) => all.plus(each), new Decimal(0));
