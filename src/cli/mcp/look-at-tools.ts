import type { Agent } from '../../agents/define-agent';
import { isMcpSystem } from '../../agents/define-mcp-system';
import type { McpSystem } from '../../agents/define-mcp-system';
import type { AnyTool } from '../../agents/define-tool';
import { SeaworthyError } from '../../contracts/errors';
import { tellChanges } from '../../integrations/mcp/tell-changes';
import { digestOfTool } from '../../integrations/mcp/tool-definition';
import type { ToolDefinition } from '../../integrations/mcp/tool-definition';

export interface LookedAt {
  system: string;
  /** Its name at the server. */
  tool: string;
  /** The names that agents use it by; none where none does. */
  usedAs: string[];
  effect: 'read' | 'write' | null;
  state: 'pinned' | 'changed' | 'not-pinned' | 'gone' | 'unused';
  digest: string | null;
  changes: string[];
  offered: ToolDefinition | undefined;
}

interface Uses {
  system: McpSystem;
  tools: Map<string, { usedAs: string[]; effect: 'read' | 'write' }>;
}

/** The MCP systems of these agents, or the one of that name. @throws SeaworthyError `Input.Invalid` */
export function mcpSystems(agents: Readonly<Record<string, Agent>>, wanted: string | undefined): Uses[] {
  const found = new Map<string, Uses>();
  for (const { tools } of Object.values(agents))
    for (const [name, tool] of Object.entries(tools)) {
      const { system, mcpTool, effect } = tool as AnyTool & { mcpTool?: string };
      if (!isMcpSystem(system) || mcpTool === undefined) continue;
      const uses: Uses = found.get(system.name) ?? { system, tools: new Map() };
      const use = uses.tools.get(mcpTool) ?? { usedAs: [], effect };
      uses.tools.set(mcpTool, { ...use, usedAs: [...use.usedAs, name] });
      found.set(system.name, uses);
    }
  const systems = [...found.values()].filter(({ system }) => wanted === undefined || system.name === wanted);
  if (wanted !== undefined && systems.length === 0)
    throw new SeaworthyError(
      'Input.Invalid',
      `There is no MCP system ${wanted}; there is ${[...found.keys()].join(', ') || 'none'}.`,
    );
  return systems;
}

/** Asks the server, and holds what it offers against what was pinned. @throws SystemError */
export async function lookAtTools({ system, tools }: Uses, env: NodeJS.ProcessEnv): Promise<LookedAt[]> {
  const client = system.mcp.client(env);
  try {
    const offered = new Map((await client.tools()).map((definition) => [definition.name, definition]));
    return [...new Set([...tools.keys(), ...offered.keys()])].map((tool) => {
      const { usedAs = [], effect = null } = tools.get(tool) ?? {};
      const now = offered.get(tool);
      const pin = system.mcp.pins[tool];
      const digest = now ? digestOfTool(now) : null;
      const known = pin?.digest === digest ? 'pinned' : pin ? 'changed' : 'not-pinned';
      return {
        ...{ system: system.name, tool, usedAs, effect, digest, offered: now },
        state: usedAs.length === 0 ? 'unused' : now ? known : 'gone',
        changes: usedAs.length === 0 ? [] : tellChanges(pin?.definition, now),
      };
    });
  } finally {
    await client.close();
  }
}
