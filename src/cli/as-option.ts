import { Option } from 'commander';
import { Person } from '../contracts/http';

/** Who calls, where people are local. */
export function asOption(usual: Person): Option {
  return new Option('--as <person>', 'who, where people are local').choices(Person.options).default(usual);
}
