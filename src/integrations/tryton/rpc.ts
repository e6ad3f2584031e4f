import { z } from 'zod';
import type { Call } from '../http/call';
import { SystemError } from '../system-error';
import { rpcRequest } from './rpc-request';
import type { SystemHttp } from '../http/system-http';
import { failureIn, RpcAnswer, warningIn } from './rpc-answer';

export interface RpcOptions {
  /** Who warnings are acknowledged as. */
  user: string;
  /** By its name, where the user has several; else the one of the user's preferences. */
  company?: string | undefined;
  /** Warnings that may be acknowledged, by what their names begin with. */
  acknowledge?: readonly string[] | undefined;
}

export type Domain = readonly unknown[];

const Preferences = z.looseObject({ company: z.int().nullish() });
type Context = z.output<typeof Preferences>;

/** How often one call meets a warning that is acknowledged: each kind once is enough. */
const MOST_WARNINGS = 5;

/** Tryton's remote procedures. The last parameter of each is the context; without it, defaults such as the company are null. */
export class Rpc {
  private context: Promise<Context> | undefined;

  constructor(
    private readonly http: SystemHttp,
    private readonly options: RpcOptions,
  ) {}

  read<T>(method: string, params: readonly unknown[], schema: z.ZodType<T>, call?: Call): Promise<T> {
    return this.perform(method, params, schema, 'read', call, {});
  }

  /** Not idempotent. `context` is added to the user's. */
  write<T>(method: string, params: readonly unknown[], schema: z.ZodType<T>, call?: Call, context = {}): Promise<T> {
    return this.perform(method, params, schema, 'write', call, context);
  }

  /** All records that fit, oldest first. */
  search<T>(model: string, domain: Domain, fields: readonly string[], record: z.ZodType<T>, call?: Call): Promise<T[]> {
    const params = [domain, 0, null, [['id', 'ASC']], fields];
    return this.read(`model.${model}.search_read`, params, z.array(record), call);
  }

  async company(call?: Call): Promise<number> {
    const { company } = await this.ownContext(call);
    if (company != null) return company;
    throw new SystemError('The user has no company in Tryton. Give it one, or name one in ERP_COMPANY.', {
      class: 'credential',
      system: 'erp',
    });
  }

  private async perform<T>(
    method: string,
    params: readonly unknown[],
    schema: z.ZodType<T>,
    effect: 'read' | 'write',
    call: Call | undefined,
    context: object,
  ): Promise<T> {
    const whole = [...params, { ...(await this.ownContext(call)), ...context }];
    for (let warnings = 0; ; warnings += 1) {
      if (effect === 'write') await call?.renew?.();
      const answer = await this.http.send(rpcRequest(method, whole, effect), answerTo(schema), call);
      if (!('error' in answer)) return answer.result;
      const warning = warningIn(answer);
      if (!warning || warnings === MOST_WARNINGS || !this.mayAcknowledge(warning.name))
        throw failureIn(answer, method, effect === 'write');
      await this.acknowledge(warning.name, call);
    }
  }

  private mayAcknowledge(name: string): boolean {
    return (this.options.acknowledge ?? []).some((kind) => name.startsWith(kind));
  }

  /** For this user and this once: a repeated call then passes. */
  private async acknowledge(name: string, call: Call | undefined): Promise<void> {
    const domain = [['login', '=', this.options.user]];
    const [user] = await this.read('model.res.user.search', [domain, 0, 1, null], z.tuple([z.int()]), call);
    await this.write('model.res.user.warning.create', [[{ user, name, always: false }]], z.unknown(), call);
  }

  private ownContext(call: Call | undefined): Promise<Context> {
    this.context ??= this.fetchContext(call).catch((error: unknown) => {
      this.context = undefined;
      throw error;
    });
    return this.context;
  }

  private async fetchContext(call: Call | undefined): Promise<Context> {
    const ask = async <T>(method: string, params: readonly unknown[], schema: z.ZodType<T>): Promise<T> => {
      const answer = await this.http.send(rpcRequest(method, params, 'read'), answerTo(schema), call);
      if ('error' in answer) throw failureIn(answer, method, false);
      return answer.result;
    };
    const own = await ask('model.res.user.get_preferences', [true, {}], Preferences);
    const { company: name } = this.options;
    if (!name) return own;
    const domain = [['party.name', '=', name]];
    const found = await ask('model.company.company.search', [domain, 0, 2, null, own], z.array(z.int()));
    if (found.length === 1) return { ...own, company: found[0] };
    throw new SystemError('Tryton has no company, or several, of the name in ERP_COMPANY that this user may see.', {
      class: 'credential',
      system: 'erp',
    });
  }
}

/** The result in its form, or the error as it came. */
const answerTo = <T>(schema: z.ZodType<T>) => {
  const [error, result] = RpcAnswer.options;
  return z.union([error, result.extend({ result: result.shape.result.pipe(schema) })]);
};
