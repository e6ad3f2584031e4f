import { defineSearchAttributeKey } from '@temporalio/common';
import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import Decimal from 'decimal.js';
import type { RunReport } from '../../contracts/messages';

const attribute = {
  status: defineSearchAttributeKey('SeaworthyStatus', 'KEYWORD'),
  step: defineSearchAttributeKey('SeaworthyStep', 'KEYWORD'),
  role: defineSearchAttributeKey('SeaworthyRole', 'KEYWORD'),
  costUsd: defineSearchAttributeKey('SeaworthyCostUsd', 'DOUBLE'),
  tenant: defineSearchAttributeKey('SeaworthyTenant', 'KEYWORD'),
  version: defineSearchAttributeKey('SeaworthyVersion', 'KEYWORD'),
};

interface Shown {
  status: RunReport['status'];
  step: string | null;
  purpose: string;
  /** Why it waits, and for whom. */
  waiting: string;
  role: string;
  usd: Decimal;
}

/** What operators see of a run in Temporal UI. Bullets, because tables do not show there; no personal data, because none of it is encoded. */
export class Report {
  private shown: Shown = { status: 'running', step: null, purpose: '', waiting: '', role: '', usd: new Decimal(0) };
  private indexed = '';
  private version: string | undefined;

  constructor(private readonly tenant: string) {}

  get status(): RunReport['status'] {
    return this.shown.status;
  }

  get step(): string | null {
    return this.shown.step;
  }

  /** In histories from before there were versions `begin` answered none, and none is indexed. */
  began(version: string): void {
    this.version = version;
  }

  show(change: Partial<Shown>): void {
    const idle = change.status === 'running' || change.status === 'ended' ? { waiting: '', role: '' } : {};
    this.shown = { ...this.shown, ...idle, ...change };
    setCurrentDetails(this.details());
  }

  /** Search attributes cost an event, so only what has changed since the last time is sent, and only where a run rests or ends. */
  index(): void {
    const { status, step, role, usd } = this.shown;
    const now = [status, step, role, usd.toFixed()].join();
    if (now === this.indexed) return;
    this.indexed = now;
    upsertSearchAttributes([
      { key: attribute.status, value: status },
      { key: attribute.step, value: step },
      { key: attribute.role, value: role || null },
      { key: attribute.costUsd, value: usd.toNumber() },
      { key: attribute.tenant, value: this.tenant },
      ...(this.version ? [{ key: attribute.version, value: this.version }] : []),
    ]);
  }

  private details(): string {
    const { status, step, purpose, waiting, usd } = this.shown;
    return [
      `- **Status** ${status}`,
      ...(step ? [`- **Step** \`${step}\` ${purpose}`] : []),
      ...(waiting ? [`- **Waits** ${waiting}`] : []),
      `- **Cost so far** $${usd.toFixed(4)}`,
    ].join('\n');
  }
}
