import { SeaworthyError } from '../../contracts/errors';

/** What there is of what money does not buy at once; null: not declared. */
export interface Capacity {
  /** Of the model provider's rate limit, cache reads not counted. */
  tokensPerMinute: number | null;
  /** Of all people who decide, a month. */
  reviewerHours: number | null;
}

/** As SEAWORTHY_MODEL_TOKENS_PER_MINUTE and SEAWORTHY_REVIEWER_HOURS say. @throws SeaworthyError `Config.Invalid` */
export function capacityOf(env: NodeJS.ProcessEnv): Capacity {
  const numberIn = (name: string): number | null => {
    const text = env[name];
    if (!text) return null;
    if (!(Number(text) > 0)) throw new SeaworthyError('Config.Invalid', `${name} is to be a number above 0.`);
    return Number(text);
  };
  return {
    tokensPerMinute: numberIn('SEAWORTHY_MODEL_TOKENS_PER_MINUTE'),
    reviewerHours: numberIn('SEAWORTHY_REVIEWER_HOURS'),
  };
}
