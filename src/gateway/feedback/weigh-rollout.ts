import type { Look, Rollout } from '../../contracts/rollouts';
import { fisherTest } from '../../statistics/exact-tests';

/** What is to be done with a canary as it stands. */
export interface Weighed {
  /** Taken now; it is noted whatever comes of it. */
  look?: Look;
  end?: { to: 'promoted' | 'rolled-back'; why: string };
}

type Standing = Pick<Rollout, 'settings' | 'canary' | 'control' | 'looks'>;

/**
 * The rule of a rollout, set when it started. Pure. The guard looks a fixed number of times, each when another part of the horizon has ended, and
 * stops for harm alone, below alpha by the number of looks. At the horizon it is promoted unless it is worse, dearer or slower than allowed.
 */
export function weighRollout({ settings, canary, control, looks }: Standing): Weighed {
  const due = Math.min(settings.looks, Math.floor((canary.ended * settings.looks) / settings.horizon));
  const looked = Math.max(0, ...looks.map(({ look }) => look));
  if (control.ended === 0) return {};
  const look = due > looked ? lookAt(due, { settings, canary, control }) : undefined;
  const noted = look ? { look } : {};
  const stopping = [...looks, ...(look ? [look] : [])].find(({ p, bound }) => p < bound);
  if (stopping) {
    const why = `The guard stopped it: ${told(stopping)}, p ${stopping.p.toPrecision(2)}.`;
    return { ...noted, end: { to: 'rolled-back', why } };
  }
  if (canary.ended < settings.horizon) return noted;
  const against = objections({ settings, canary, control });
  return {
    ...noted,
    end:
      against.length > 0
        ? { to: 'rolled-back', why: `At its horizon: ${against.join('; ')}.` }
        : {
            to: 'promoted',
            why: `At its horizon it was no worse: ${told(lookAt(due, { settings, canary, control }))}.`,
          },
  };
}

function lookAt(look: number, { settings, canary, control }: Omit<Standing, 'looks'>): Look {
  const seen = {
    canary: { bad: canary.bad.count, of: canary.ended },
    control: { bad: control.bad.count, of: control.ended },
  };
  const p = fisherTest(seen.canary, seen.control);
  return { look, at: '', ...seen, p, bound: settings.alpha / settings.looks };
}

function objections({ settings, canary, control }: Omit<Standing, 'looks'>): string[] {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const against: string[] = [];
  const worse = (canary.bad.rate ?? 0) - (control.bad.rate ?? 0);
  if (worse > settings.margin)
    against.push(`${percent(worse)} more of its runs are bad, and ${percent(settings.margin)} are allowed`);
  if (canary.usd > control.usd * (1 + settings.dearer) && control.usd > 0)
    against.push(
      `a run costs ${percent(canary.usd / control.usd - 1)} more, and ${percent(settings.dearer)} are allowed`,
    );
  for (const { step, ms } of canary.steps) {
    const other = control.steps.find((each) => each.step === step);
    if (other && ms > other.ms * (1 + settings.slower))
      against.push(`${step} thinks ${percent(ms / other.ms - 1)} longer, and ${percent(settings.slower)} are allowed`);
  }
  return against;
}

function told({ canary, control }: Look): string {
  return `${canary.bad} of ${canary.of} runs are bad, of the others ${control.bad} of ${control.of}`;
}
