import { workflowInfo } from '@temporalio/workflow';
import Decimal from 'decimal.js';
import type { Head, Position, Recorded, ResetFound, Route } from '../../contracts/activities';
import type { ExceptionName, StepKind } from '../../contracts/entry';
import type { ApprovalId, RunId } from '../../contracts/ids';
import type { Json } from '../../contracts/json';
import type { ExceptionPath, MapData } from '../../contracts/map';
import type { RunInput } from '../../contracts/run-result';
import { Diversion } from './diversion';
import { Journal } from './journal';
import { Report } from './report';
import { requireDecoded } from './require-decoded';

/** What a run knows of itself, and how it asks activities for things. */
export class RunState {
  readonly run: RunId;
  readonly journal = new Journal();
  readonly report: Report;
  readonly path: string[] = [];
  readonly degraded: string[] = [];
  readonly gates = new Map<ApprovalId, 'open' | 'woken' | 'taken' | 'over'>();
  routes: Record<string, Route> = {};
  incarnation = 1;
  unparked = 0;
  parkings = 0;
  private readonly spent = new Map<string, string>();
  private wave = 0;
  private known: Head | undefined;
  private resetting: Promise<void> | undefined;
  private readonly visits = new Map<string, number>();
  private gateCount = 0;

  constructor(
    readonly map: MapData,
    readonly input: RunInput<unknown>,
    /** What to do when Temporal has reset the run: asks a person, and returns when it may go on. */
    private readonly onReset: () => Promise<void>,
  ) {
    this.run = input.run as RunId;
    this.report = new Report(input.tenant);
  }

  /** Enters a step and returns how often it has been entered. */
  enter(step: string, kind: StepKind, body?: Json): number {
    const visit = (this.visits.get(step) ?? 0) + 1;
    this.visits.set(step, visit);
    this.path.push(step);
    this.journal.note('step-entered', step, { visit, kind }, body);
    this.report.show({ step, purpose: this.map.steps[step]?.purpose ?? '', status: 'running' });
    return visit;
  }

  /**
   * Runs an activity with what there is to record. The wave is raised first, so that attempts of what came before can write no more; calls
   * that run side by side share one. `ask` is called again after a person let a reset run go on.
   */
  async send<T extends object>(ask: (position: Position) => Promise<T | ResetFound>): Promise<T> {
    this.moveOn();
    return this.sendBeside(ask);
  }

  moveOn(): void {
    this.wave += 1;
  }

  /** As `send`, in the wave that is. */
  async sendBeside<T extends object>(ask: (position: Position) => Promise<T | ResetFound>): Promise<T> {
    for (;;) {
      const position = this.position();
      const answer = await ask(position);
      requireDecoded(answer);
      const { head, ...result } = answer as (T | ResetFound) & Recorded;
      this.saw(head);
      if (!('type' in result) || result.type !== 'reset') {
        this.journal.recorded(position.facts);
        return result as T;
      }
      await this.settleReset();
    }
  }

  /** How far the ledger was when it answered; calls side by side answer in any order. */
  saw(head: Head | undefined): void {
    if (head && head.seq > (this.known?.seq ?? 0)) this.known = head;
  }

  /** Calls side by side find the same reset: one question is put. */
  private settleReset(): Promise<void> {
    this.resetting ??= this.onReset().finally(() => (this.resetting = undefined));
    return this.resetting;
  }

  position(): Position {
    const { continuedFromExecutionRunId } = workflowInfo();
    return {
      run: this.run,
      wave: this.wave,
      facts: this.journal.facts,
      ...(continuedFromExecutionRunId ? { continuedFrom: continuedFromExecutionRunId } : {}),
      ...(this.known ? { known: this.known } : {}),
    };
  }

  nextApproval(): ApprovalId {
    return `${this.run}.${this.incarnation}.${++this.gateCount}` as ApprovalId;
  }

  /** `usd` is what one visit of a step has cost so far. */
  spend(visit: string, usd: string): void {
    this.spent.set(visit, usd);
    this.report.show({ usd: [...this.spent.values()].reduce((sum, each) => sum.plus(each), new Decimal(0)) });
  }

  /** The step goes on in a lesser way, which its activity has recorded. */
  goOnSo(from: string, how: string): void {
    const told = `${from}: ${how}`;
    if (!this.degraded.includes(told)) this.degraded.push(told);
  }

  /** Takes the declared exception path to what the system answered before. */
  goOnWith(from: string, asOf: string): void {
    const how = `with the answer of ${asOf}, as the system did not answer`;
    const ageS = Math.max(0, Math.round((Date.now() - Date.parse(asOf)) / 1000));
    this.journal.note('path-taken', from, { exception: 'onUnavailable', path: 'cached', to: '' });
    this.degraded.push(`${from}: ${how}`);
    this.journal.note('degraded', from, { how, ageS });
  }

  /** Takes a declared exception path that does not wait. Returns only where it degrades. */
  leave(from: string, exception: ExceptionName, path: ExceptionPath, reason: string, details: Json = null): undefined {
    const to = path.path === 'goTo' ? path.to : '';
    this.journal.note('path-taken', from, { exception, path: path.path, to }, { reason, details });
    if (path.path === 'degrade') {
      this.degraded.push(`${from}: ${path.how}`);
      this.journal.note('degraded', from, { how: path.how });
      return undefined;
    }
    throw new Diversion(to, { from, exception, reason, details });
  }
}
