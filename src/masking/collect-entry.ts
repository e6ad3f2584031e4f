import type { z } from 'zod';
import { CONCLUDE } from '../agents/define-agent';
import type { AnyTool } from '../agents/define-tool';
import type { Entry, EntryKind } from '../contracts/entry';
import type { Json } from '../contracts/json';
import { secretOf } from './run-secret';
import type { Vault } from './vault';

/** What the vault of a run is made from: everything that came into it from outside, or that a workflow put together from that. */
export const COLLECTED: readonly EntryKind[] = [
  'run-started',
  'step-entered',
  'call-asked',
  'thought',
  'input-asked',
  'result',
  'approval-asked',
  'decided',
];

/** Takes in the values of one entry: those in fields that the agent's shapes declare, and those that look like one. */
export function collectEntry(vault: Vault, entry: Entry): void {
  const { kind, header, body } = entry;
  const take = (value: Json | undefined, ...shapes: (z.core.$ZodType | undefined)[]): void => {
    if (value !== undefined) vault.mask(value, ...shapes);
  };
  switch (kind) {
    case 'run-started':
      vault.begin(Object.hasOwn(vault.agents, header.agent) ? vault.agents[header.agent] : undefined, secretOf(entry));
      return take(fieldsOf(body)['input'], vault.agent?.input);
    case 'step-entered':
      return take(body, briefOf(vault, entry.step));
    case 'call-asked':
      return take(body, toolOf(vault, header.tool)?.input as z.ZodType);
    case 'thought':
      for (const block of body as unknown as Block[]) {
        if (block.type === 'text') take(block.text);
        if (block.type === 'tool_use') take(block.input, ...inputsOf(vault, block.name));
      }
      return;
    case 'input-asked':
      return take(body);
    case 'result':
      return take(body, header.outcome === 'done' ? outputOf(vault, header.tool) : undefined);
    case 'approval-asked':
      vault.asked.set(header.approval, { tool: header.tool, outcome: textOf(fieldsOf(body)['outcome']) });
      return;
    case 'decided': {
      const { args, answer, reason } = fieldsOf(body);
      take(args, toolOf(vault, vault.asked.get(header.approval)?.tool)?.input as z.ZodType);
      take(answer, answerOf(vault, header.approval));
      return take(reason);
    }
    default:
      return;
  }
}

/** What a step's agent is given to begin with. */
export function briefOf(vault: Vault, step: string | null): z.ZodType | undefined {
  const { briefs = {} } = vault.agent ?? {};
  return step !== null && Object.hasOwn(briefs, step) ? briefs[step] : undefined;
}

export function outputOf(vault: Vault, tool: string): z.ZodType | undefined {
  return toolOf(vault, tool)?.output as z.ZodType | undefined;
}

/** What a person's answer to a question looks like. */
export function answerOf(vault: Vault, approval: string): z.ZodType | undefined {
  const { tool, outcome } = vault.asked.get(approval) ?? { tool: '', outcome: '' };
  const outcomes = vault.agent?.outcomes ?? {};
  return Object.hasOwn(outcomes, outcome) ? outcomes[outcome] : outputOf(vault, tool);
}

interface Block {
  type: string;
  text?: string;
  name?: string;
  input?: Json;
}

function inputsOf(vault: Vault, tool: string | undefined): z.ZodType[] {
  if (tool === CONCLUDE) return Object.values(vault.agent?.outcomes ?? {});
  const found = toolOf(vault, tool);
  return found ? [found.input as z.ZodType] : [];
}

function toolOf(vault: Vault, name: string | undefined): AnyTool | undefined {
  const tools = vault.agent?.tools ?? {};
  return name !== undefined && Object.hasOwn(tools, name) ? tools[name] : undefined;
}

function fieldsOf(body: Json): Record<string, Json> {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
