import type { ToolChange } from '../../contracts/entry';
import { SystemError } from '../system-error';

const said: Record<ToolChange, string> = {
  'not-pinned': 'has not been looked at and pinned by anybody',
  changed: 'is not what it was when it was pinned',
  gone: 'is no longer offered by its server',
};

/** A tool that is not the one that was pinned: nothing was sent to it. Its `answer` is what the server says of it now, for quarantine. */
export class ToolChanged extends SystemError {
  constructor(
    system: string,
    readonly tool: string,
    readonly change: ToolChange,
    /** Of what is offered now; '' where it is gone. */
    readonly digest: string,
    definition: string,
  ) {
    super(
      `The tool ${tool} of ${system} ${said[change]}, so it is not used. Operators: \`seaworthy mcp diff ${system}\` tells the difference, \`seaworthy mcp pin ${system}\` takes it.`,
      { class: 'rejected', system, code: `tool-${change}`, ...(definition ? { answer: definition } : {}) },
    );
    this.name = 'ToolChanged';
  }
}
