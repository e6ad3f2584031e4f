import type { BudgetPath, ExceptionPath } from '../contracts/map';

/** An exception path in words. `inWords` writes the name of a step. */
export function leadsTo(way: ExceptionPath | BudgetPath, inWords: (step: string) => string): string {
  switch (way.path) {
    case 'goTo':
      return `to ${inWords(way.to)}`;
    case 'park':
      return 'parks';
    case 'degrade':
      return way.how;
    case 'askForMore':
      return `${way.role} is asked for ${way.usd} dollars more`;
    case 'cheaper':
      return 'a cheaper model';
    case 'cached':
      return `an answer no older than ${way.noOlderThan}, else ${leadsTo(way.otherwise, inWords)}`;
  }
}
