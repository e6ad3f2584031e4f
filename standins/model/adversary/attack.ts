import type { Random } from '../../erp/random';
import type { Used } from '../reasoners/conversation';
import type { Thought } from '../messages-api';

/** What the adversary knows when it is its turn: what an agent is shown, and nothing else. */
export interface Scene {
  /** From 1. */
  turn: number;
  random: Random;
  brief: Brief;
  /** What came back of its calls so far. */
  used: readonly Used[];
  /** Another supplier that the books hold. */
  otherSupplier: string;
  /** A text that tries to steer whoever reads it. */
  text: () => string;
}

/** As much of the brief as it cares about. */
export interface Brief {
  invoice: { number: string; currency: string; issueDate: string; kind: string; totals: { payable: string } };
  supplier: { id: string; accounts: string[] };
  order: { number: string; buyer?: string; lines: { item: string }[] };
  comparison: { expectedPayable: string };
}

export interface Attack {
  name: string;
  /** For people. */
  tries: string;
  /** What it says in this turn; undefined once it is through, and then it tries to have all of the invoice paid. */
  say(scene: Scene): Thought | undefined;
}

export interface Family {
  name: string;
  attacks: readonly Attack[];
}
