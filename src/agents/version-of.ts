import { z } from 'zod';
import type { MapData } from '../contracts/map';
import { digestOf } from '../ledger/digest-of';
import type { Agent } from './define-agent';
import type { AnyTool } from './define-tool';

/** Digests of what a workflow is made of, by name: `instructions`, `models`, `limits`, `grants`, `map`, `tool <name>`, `outcome <name>`. */
export type VersionParts = Readonly<Record<string, string>>;

export interface Version {
  agentVersion: number;
  /** Over all parts. */
  digest: string;
  parts: VersionParts;
}

const SHORT = 12;
/** The functions of a tool that say what is allowed. */
const POLICY = ['about', 'key', 'approval', 'limits'] as const;

/**
 * What agent and map are now. Policy is code: of the functions that a tool declares, their text as compiled counts; of what they call in turn,
 * the agent's `version` tells.
 */
export function versionOf(agent: Agent, map: MapData): Version {
  const before = known.get(agent);
  if (before?.map === map) return before.version;
  const version = digested(agent, map);
  known.set(agent, { map, version });
  return version;
}

/** Each run asks for it, and neither ever changes in a process. */
const known = new WeakMap<Agent, { map: MapData; version: Version }>();

function digested(agent: Agent, map: MapData): Version {
  const { instructions, models, limits, grants, tools, outcomes, briefs = {} } = agent;
  const parts: Record<string, string> = {
    instructions: short(instructions),
    models: short(models),
    limits: short(limits),
    grants: short(grants),
    map: short(map.steps),
  };
  for (const [name, tool] of Object.entries(tools)) parts[`tool ${name}`] = short(told(tool));
  for (const [name, schema] of [...Object.entries(outcomes), ...Object.entries(briefs)])
    parts[`outcome ${name}`] = short(schemaOf(schema));
  return { agentVersion: agent.version, digest: short({ agentVersion: agent.version, parts }), parts };
}

/** What differs, in words; empty where nothing does. */
export function changesSince(then: VersionParts, now: VersionParts): string[] {
  const names = new Set([...Object.keys(then), ...Object.keys(now)]);
  return [...names].filter((name) => then[name] !== now[name]);
}

function told(tool: AnyTool): unknown {
  const { name, requestTimeoutMs, settlesWithinMs, retries, untrusted = false } = tool.system;
  const write = tool.effect === 'write' ? [tool.write, tool.asks ?? null] : [];
  const functions = tool as unknown as Readonly<Record<string, (() => unknown) | undefined>>;
  return {
    system: { name, requestTimeoutMs, settlesWithinMs, retries, untrusted },
    ...{ effect: tool.effect, permission: tool.permission, description: tool.description, write },
    ...{ input: schemaOf(tool.input as z.ZodType), output: schemaOf(tool.output as z.ZodType) },
    policy: POLICY.map((name) => functions[name]?.toString() ?? ''),
  };
}

function schemaOf(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' });
}

function short(what: unknown): string {
  return digestOf(JSON.parse(JSON.stringify(what))).slice(0, SHORT);
}
