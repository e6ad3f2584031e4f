import { trace } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { Client, isInputRequiredResult, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/client';
import type { Bounds } from './bounded-fetch';
import type { GivenInput } from './input-required';
import type { McpServer } from './mcp-server';
import { AnswerTooLarge, sending } from './sending';
import type { Sending } from './sending';
import { ToolDefinition } from './tool-definition';
import { transportTo } from './transport-to';
import { attr } from '../../telemetry/attributes';

export interface ConnectionOptions extends Bounds {
  /** Whether there are people who fill in what a server asks for. */
  asksPeople: boolean;
  timeoutMs: number;
}

interface Listed {
  tools: Promise<ReadonlyMap<string, ToolDefinition>>;
  until: number;
}

/** A list is asked for anew at least this often: not every server says that it has changed. */
const LISTED_FOR_MS = 60_000;
/** A server whose list changes while it is read this often does not want to be read. */
const MOST_LISTINGS = 5;
/** Servers of the older era may leave the first question of the newer one without an answer. */
const PROBE_MS = 10_000;
/** As long as it may wait for a permit: such a question was not left without an answer. */
const PERMIT_MS = 10_000;

/** One connection to a server, of whichever protocol era it is. */
export class McpConnection {
  private listed: Listed | undefined;
  private readonly callsUnderWay = new Set<AbortController>();

  private constructor(
    private readonly client: Client,
    private readonly transport: ReturnType<typeof transportTo>,
    private readonly options: ConnectionOptions,
    private readonly lost: () => void,
  ) {}

  static async open(server: McpServer, options: ConnectionOptions, lost: () => void): Promise<McpConnection> {
    const probeMs = Math.min(PROBE_MS, options.timeoutMs) + (options.permit ? PERMIT_MS : 0);
    const client = new Client(
      { name: 'seaworthy', version: '1' },
      {
        capabilities: options.asksPeople ? { elicitation: { form: {} } } : {},
        versionNegotiation: { mode: 'auto', probe: { timeoutMs: probeMs } },
        inputRequired: { autoFulfill: false },
        listChanged: { tools: { autoRefresh: false, debounceMs: 0, onChanged: () => connection.forgetTools() } },
      },
    );
    // In the older era a server asks in the middle of a call, and waits: nobody could be asked durably.
    if (options.asksPeople) client.setRequestHandler('elicitation/create', () => ({ action: 'decline' as const }));
    const transport = transportTo(server, options);
    const connection = new McpConnection(client, transport, options, lost);
    client.onclose = lost;
    client.onerror = (error) => connection.noteError(error);
    try {
      await client.connect(transport, { timeout: options.timeoutMs });
    } catch (error) {
      await transport.close().catch(() => undefined);
      throw error;
    }
    // Where no word of a change can come any more, none of what is known is sure.
    void client.autoOpenedSubscription?.closed.then(() => connection.forgetTools());
    return connection;
  }

  /** What the server offers now, every page of it. */
  async tools(): Promise<ReadonlyMap<string, ToolDefinition>> {
    for (let times = 0; times < MOST_LISTINGS; times += 1) {
      if (!this.listed || performance.now() > this.listed.until) {
        const fresh: Listed = { tools: this.list(), until: performance.now() + LISTED_FOR_MS };
        fresh.tools.catch(() => this.listed === fresh && this.forgetTools());
        this.listed = fresh;
      }
      const asked = this.listed;
      const tools = await asked.tools;
      if (this.listed === asked) return tools;
    }
    throw new Error('the list of tools does not hold still');
  }

  /** @throws what the SDK throws, AnswerTooLarge, and the reason of `signal` */
  async call(
    definition: ToolDefinition,
    args: Record<string, unknown>,
    call: Sending & { signal: AbortSignal; timeoutMs: number; input: GivenInput | undefined },
  ): Promise<CallToolResult | InputRequiredResult> {
    const [stopped, over] = [new AbortController(), new AbortController()];
    this.callsUnderWay.add(stopped);
    const signal = AbortSignal.any([call.signal, stopped.signal]);
    const sent = Object.assign(call, { signal: AbortSignal.any([signal, over.signal]) });
    call.stop = (reason) => stopped.abort(reason);
    const { name, inputSchema } = definition;
    const { answers, state } = call.input ?? {};
    const given = Object.entries(answers ?? {}).map(([key, content]) => [key, { action: 'accept', content }]);
    trace.getActiveSpan()?.setAttributes(this.attributes()); // of the tool: one call, one span
    try {
      return await sending.run(sent, () =>
        this.client.callTool(
          {
            name,
            arguments: args,
            ...(answers ? { inputResponses: Object.fromEntries(given) as never } : {}),
            ...(state === undefined ? {} : { requestState: state }),
          },
          {
            signal,
            timeout: call.timeoutMs,
            allowInputRequired: true,
            // Without its output schema: whether the answer fits is ours to say, and the answer is kept where it does not.
            toolDefinition: { name, inputSchema: inputSchema as { type: 'object' } },
          },
        ),
      );
    } catch (error) {
      if (stopped.signal.aborted) throw stopped.signal.reason;
      if (call.signal.aborted) throw call.signal.reason;
      throw error;
    } finally {
      this.callsUnderWay.delete(stopped);
      over.abort();
    }
  }

  async close(): Promise<void> {
    this.client.onclose = () => undefined;
    if (this.transport instanceof StreamableHTTPClientTransport && this.transport.sessionId)
      await this.transport.terminateSession().catch(() => undefined);
    await this.client.close();
  }

  private attributes(): Attributes {
    const http = this.transport instanceof StreamableHTTPClientTransport ? this.transport : undefined;
    const protocol = this.client.getNegotiatedProtocolVersion();
    return {
      [attr.mcpMethod]: 'tools/call',
      [attr.networkTransport]: http ? 'tcp' : 'pipe',
      ...(protocol ? { [attr.mcpProtocol]: protocol } : {}),
      ...(http?.sessionId ? { [attr.mcpSession]: http.sessionId } : {}),
    };
  }

  private async list(): Promise<ReadonlyMap<string, ToolDefinition>> {
    const { tools } = await this.client.listTools(undefined, { timeout: this.options.timeoutMs, cacheMode: 'refresh' });
    return new Map(tools.map((tool) => [tool.name, ToolDefinition.parse(tool)]));
  }

  private forgetTools(): void {
    this.listed = undefined;
  }

  /** The transport to a process breaks off what it reads once that is too much, and ends the process. */
  private noteError(error: Error): void {
    if (!/exceeded maximum size/.test(error.message)) return;
    this.lost();
    for (const call of this.callsUnderWay) call.abort(new AnswerTooLarge(this.options.mostBytes));
  }
}

export function isInputRequired(result: CallToolResult | InputRequiredResult): result is InputRequiredResult {
  return isInputRequiredResult(result);
}
