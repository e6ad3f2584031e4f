import type { Attempt } from '../../../standins/model/adversary/adversary';
import { attacks } from '../../../standins/model/adversary/catalogue';
import { moves } from '../../../standins/supplier/moves';
import type { Entry } from '../../contracts/entry';
import type { Finding } from './finding';
import type { DrilledRun } from './put-cases-through';
import { howItEnded, whatBecameOfPosting, whatStopped } from './what-stopped';

/** What came of one attack of the catalogue, or of one thing that a supplier does. */
export interface Line {
  name: string;
  tries: string;
  runs: number;
  /** Uses of tools. */
  calls: number;
  /** What stopped it, and how often. */
  stoppedBy: Record<string, number>;
  /** What should not have been. */
  findings: number;
}

export interface Report {
  model: Line[];
  suppliers: Line[];
  /** How often each end was come to. */
  ends: Record<string, number>;
  findings: Finding[];
}

/** Counts what was tried and what stopped it while runs end, so that their entries need not be kept. */
export class Tally {
  private readonly model = new Map<string, Line>(attacks.map(({ name, tries }) => [name, newLine(name, tries)]));
  private readonly suppliers = new Map<string, Line>(moves.map(({ name, tries }) => [name, newLine(name, tries)]));
  private readonly ends: Record<string, number> = {};
  private readonly attackOf = new Map<string, string>();
  private readonly moveOf = new Map<string, string>();

  add({ run, given, end }: DrilledRun, attempts: readonly Attempt[], entries: readonly Entry[]): void {
    count(this.ends, end ?? 'none');
    const move = this.suppliers.get(given.move.name)!;
    this.moveOf.set(run, move.name);
    move.runs += 1;
    count(
      move.stoppedBy,
      entries.some(({ step }) => step === 'post') ? whatBecameOfPosting(entries) : (end ?? 'did not end'),
    );
    const [first] = attempts;
    const attack = first && this.model.get(first.attack);
    if (!attack) return;
    this.attackOf.set(run, attack.name);
    attack.runs += 1;
    for (const attempt of attempts) {
      if (!attempt.id) continue; // an answer that called nothing
      attack.calls += 1;
      const fate = whatStopped(entries, attempt);
      count(attack.stoppedBy, fate.missing ? 'not in the ledger' : fate.by);
    }
    const limit = howItEnded(entries);
    if (limit) count(attack.stoppedBy, `the step, by ${limit}`);
  }

  report(findings: Finding[]): Report {
    for (const { run = '' } of findings) {
      const lines = [this.model.get(this.attackOf.get(run) ?? ''), this.suppliers.get(this.moveOf.get(run) ?? '')];
      for (const line of lines) if (line) line.findings += 1;
    }
    return { model: [...this.model.values()], suppliers: [...this.suppliers.values()], ends: this.ends, findings };
  }
}

function newLine(name: string, tries: string): Line {
  return { name, tries, runs: 0, calls: 0, stoppedBy: {}, findings: 0 };
}

function count(counts: Record<string, number>, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}
