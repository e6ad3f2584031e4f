import { z } from 'zod';
import { queueOf } from '../../agents/define-system';
import type { System } from '../../agents/define-system';
import { systemsOf } from '../../agents/systems-of';
import { RateRequest, SystemItem, SystemList } from '../../contracts/systems';
import type { ModelLimit } from '../../contracts/systems';
import { systemKey } from '../../contracts/system-key';
import { listBreakers } from '../../ledger/breakers';
import type { Breaker } from '../../ledger/breakers';
import { readModelLimits } from '../../ledger/model-limits';
import { nameOf } from '../../ledger/identity';
import { readParked } from '../../ledger/read-parked';
import type { ParkedOfTenant } from '../../ledger/read-parked';
import { readRates, setRate } from '../../ledger/rates';
import type { Rate } from '../../ledger/rates';
import type { Gateway } from '../create-gateway';
import type { GatewayDeps } from '../deps';
import type { Caller } from '../identity/caller';
import { readers } from '../identity/may';
import { tenantsOf } from '../identity/tenants';
import { invalid } from '../invalid';
import { setQueueRate } from '../set-queue-rate';

export function systemRoutes({ agents, ledger, temporal, mainQueue }: GatewayDeps) {
  const systems = systemsOf(agents).filter(({ inline }) => !inline);

  /** Beside the systems of tools, the model. */
  const model = { name: 'anthropic', inline: true } as const;

  interface Seen {
    rates: ReadonlyMap<string, Rate>;
    breakers: readonly Breaker[];
    parked: readonly ParkedOfTenant[];
    limits: ModelLimit[];
  }
  const look = async (caller: Caller): Promise<Seen> => {
    const [rates, breakers, parked, limits] = await Promise.all([
      ...([readRates(ledger), listBreakers(ledger), readParked(ledger, tenantsOf(caller))] as const),
      readModelLimits(ledger),
    ]);
    return { rates, breakers, parked, limits };
  };

  const itemOf = (system: Pick<System, 'name' | 'inline' | 'rps'>, seen: Seen): SystemItem => {
    const rate = seen.rates.get(system.name);
    const key = systemKey(system.name, mainQueue);
    const breaker = seen.breakers.find((each) => each.system === key);
    return {
      name: system.name,
      queue: queueOf(system, mainQueue),
      declared: system.rps ?? null,
      set: rate?.set ?? null,
      used: rate?.used ?? 0,
      aheadMs: rate?.aheadMs ?? 0,
      breaker: breaker ? { state: breaker.state, since: breaker.since.toISOString(), why: breaker.why } : null,
      parked: seen.parked
        .filter((each) => each.system === key)
        .map(({ tenant, runs, oldest }) => ({ tenant, runs, oldest: oldest.toISOString() })),
      ...(system.name === model.name ? { limits: seen.limits } : {}),
    };
  };

  /** One without a rate takes no permits: a rate that is set would hold nothing. */
  const rated = (name: string): System => {
    const known = systems.filter(({ rps }) => rps !== undefined);
    const found = known.find((system) => system.name === name);
    if (found) return found;
    const names = known.map((system) => system.name).join(', ');
    throw invalid([{ path: ['name'], message: `no system ${name} that declares a rate; there are: ${names}` }]);
  };

  return async (app: Gateway): Promise<void> => {
    app.get(
      '/v1/systems',
      {
        config: { may: readers, tenants: 'own' },
        schema: {
          operationId: 'listSystems',
          summary: 'The systems that agents use, and how often each is asked',
          response: { 200: SystemList },
        },
      },
      async ({ caller }) => {
        const seen = await look(caller);
        return { systems: [...systems, model].map((system) => itemOf(system, seen)) };
      },
    );

    app.put(
      '/v1/systems/:name',
      {
        config: { may: ['operator'] },
        schema: {
          operationId: 'setRate',
          summary: 'Set how many requests a second a system is sent, at once and without a restart',
          params: z.object({ name: z.string().max(100) }),
          body: RateRequest,
          response: { 200: SystemItem },
        },
      },
      async ({ params: { name }, body: { rps, why }, caller }) => {
        const system = rated(name);
        await setRate(ledger, { system: name, rps, why, by: nameOf(caller.identity) });
        await setQueueRate(temporal, queueOf(system, mainQueue), rps, why);
        return itemOf(system, await look(caller));
      },
    );
  };
}
