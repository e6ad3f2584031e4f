import { bigint, customType, integer, numeric, pgTable, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const time = (name: string) => timestamp(name, { withTimezone: true });

/** The tables as reads see them; migrations/ makes them. */
export const runs = pgTable('runs', {
  id: text('id').primaryKey(),
  tenant: text('tenant').notNull(),
  starter: text('starter').notNull(),
  temporalRun: text('temporal_run').notNull(),
  incarnation: integer('incarnation').notNull(),
  seq: integer('seq').notNull(),
  workflow: text('workflow').notNull(),
  workflowId: text('workflow_id').notNull(),
  name: text('name').notNull(),
  status: text('status', { enum: ['running', 'waiting', 'parked', 'ended'] }).notNull(),
  step: text('step'),
  role: text('role'),
  end: text('run_end'),
  path: text('path').array().notNull(),
  turns: integer('turns').notNull(),
  tokens: bigint('tokens', { mode: 'number' }).notNull(),
  usd: numeric('usd', { precision: 20, scale: 10 }).notNull(),
  noticed: text('noticed').array().notNull(),
  startedAt: time('started_at').notNull(),
  endedAt: time('ended_at'),
});

export const entries = pgTable(
  'entries',
  {
    run: text('run').notNull(),
    seq: integer('seq').notNull(),
    source: text('source').notNull(),
    kind: text('kind').notNull(),
    step: text('step'),
    at: time('at').notNull(),
    header: text('header').notNull(),
    body: bytea('body').notNull(),
    seal: bytea('seal').notNull(),
  },
  (table) => [primaryKey({ columns: [table.run, table.seq] })],
);

export const approvals = pgTable('approvals', {
  id: text('id').primaryKey(),
  run: text('run').notNull(),
  tenant: text('tenant').notNull(),
  workflow: text('workflow').notNull(),
  step: text('step').notNull(),
  gate: text('gate', { enum: ['approval', 'question', 'task'] }).notNull(),
  role: text('role').notNull(),
  tool: text('tool').notNull(),
  digest: text('digest').notNull(),
  dueAt: time('due_at').notNull(),
  status: text('status', { enum: ['open', 'decided', 'taken', 'defaulted'] }).notNull(),
  approvers: integer('approvers').notNull(),
  approved: integer('approved').notNull(),
  decision: text('decision', { enum: ['approve', 'deny', 'edit', 'answer'] }),
  askedSeq: integer('asked_seq').notNull(),
  decidedSeq: integer('decided_seq'),
  askedAt: time('asked_at').notNull(),
  decidedAt: time('decided_at'),
});

export const documents = pgTable('documents', {
  id: text('id').primaryKey(),
  key: text('key').notNull(),
  mediaType: text('media_type').notNull(),
  filename: bytea('filename'),
  bytes: bytea('bytes').notNull(),
  fingerprint: bytea('fingerprint'),
  createdAt: time('created_at').notNull().defaultNow(),
  erasedAt: time('erased_at'),
});
