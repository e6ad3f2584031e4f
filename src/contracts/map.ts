/** The map as data, as every world may see it. src/workflows/engine/map.ts has the types that check it. */
export type ExceptionPath = LastPath | { path: 'cached'; noOlderThan: string; otherwise: LastPath };

/** One that needs no other after it. */
type LastPath = { path: 'park' } | { path: 'degrade'; how: string } | { path: 'goTo'; to: string };

/** What an agent's step does when a budget does not afford its next call: nothing here, and `onExhausted` is taken. */
export type BudgetPath =
  | { path: 'askForMore'; usd: string; role: string; within: string }
  | { path: 'cheaper' }
  | { path: 'goTo'; to: string };

export type MapStep =
  | {
      kind: 'system';
      tool: string;
      purpose: string;
      onUnavailable: ExceptionPath;
      onMalformed: ExceptionPath;
      onRejected: ExceptionPath;
      onDenied?: ExceptionPath;
    }
  | {
      kind: 'agent';
      tools: readonly string[];
      outcome: string;
      purpose: string;
      onExhausted: ExceptionPath;
      onUnavailable: ExceptionPath;
      onBudget?: BudgetPath;
      patience?: string;
      models?: readonly string[];
    }
  | { kind: 'decision'; branches: readonly string[]; purpose: string }
  | {
      kind: 'human';
      role: string;
      outcome: string;
      within: string;
      escalateTo?: string | readonly string[];
      onExpired: ExceptionPath;
      purpose: string;
    }
  | {
      kind: 'delegate';
      to: string;
      ends: readonly string[];
      usd: string;
      within: string;
      purpose: string;
      onRefused: ExceptionPath;
      onConflict: ExceptionPath;
      onFailed: ExceptionPath;
    }
  | { kind: 'end'; purpose: string };

export interface MapData {
  name: string;
  steps: Readonly<Record<string, MapStep>>;
}
