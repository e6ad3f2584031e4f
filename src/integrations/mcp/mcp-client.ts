import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import type { Permit } from '../http/permit';
import { plainReason } from '../http/plain-reason';
import { SystemError } from '../system-error';
import { askedInput, InputRequired } from './input-required';
import type { GivenInput } from './input-required';
import { answerIn, textIn } from './mcp-answer';
import type { McpAnswer } from './mcp-answer';
import { isInputRequired, McpConnection } from './mcp-connection';
import { mcpFailure } from './mcp-failure';
import type { Pins } from './mcp-lock';
import type { McpServer } from './mcp-server';
import type { Sending } from './sending';
import { ToolChanged } from './tool-changed';
import { digestOfTool } from './tool-definition';
import type { ToolDefinition } from './tool-definition';

export interface McpClientOptions {
  /** The system's name. */
  name: string;
  /** Asked for when it is connected to. */
  server: () => McpServer;
  /** The tools that people have looked at: no other is called. */
  pins: Pins;
  requestTimeoutMs: number;
  /** Taken for each request to a server over HTTP, and for each call of one that is a process. */
  permit?: Permit | undefined;
  /** Who fills in what a server asks for in the middle of a call; where nobody is named, such a call is rejected. */
  inputFrom?: { role: string; within: string } | undefined;
  /** Of one answer as it comes. */
  mostBytes?: number;
  /** Of one answer as it is given to an agent. */
  mostCharacters?: number;
}

export interface McpCall {
  signal: AbortSignal;
  timeoutMs: number;
  /** Called right before the bytes of the call leave. It may throw to forbid it; its error comes out unchanged. */
  beforeSend: () => void;
  /** Whether the call may have an effect, so that one without an answer is `unknown`. */
  effect: 'read' | 'write';
  /** Whether an error that the tool itself reports means that nothing was done. Else that of a write is `unknown`. */
  errorsMeanNotDone?: boolean;
  /** What a person gave after an earlier try threw InputRequired. */
  input?: GivenInput | undefined;
}

const MOST_BYTES = 4 * 1024 * 1024;
const MOST_CHARACTERS = 60_000;

/**
 * The tools of an MCP server, by stdio or Streamable HTTP and in both protocol eras. Connects when first called, and again after the connection
 * was lost. A tool is called only while the server says of it what was pinned.
 */
export class McpClient {
  private connection: Promise<McpConnection> | undefined;
  private readonly validators = new AjvJsonSchemaValidator();

  constructor(private readonly options: McpClientOptions) {}

  /** What the server offers now, pinned or not. @throws SystemError */
  async tools(): Promise<ToolDefinition[]> {
    try {
      return [...(await (await this.connected()).tools()).values()];
    } catch (error) {
      throw mcpFailure(error, { system: this.options.name, what: 'tools/list', maybeDone: false });
    }
  }

  /** @throws SystemError; InputRequired; what `beforeSend` threw, and the reason of `signal` */
  async call(tool: string, args: Record<string, unknown>, call: McpCall): Promise<McpAnswer> {
    const { name: system } = this.options;
    const sending: Sending = { beforeSend: call.beforeSend, sent: false, stop: () => undefined };
    const about = () => ({ system, what: tool, maybeDone: call.effect === 'write' && sending.sent });
    try {
      call.signal.throwIfAborted();
      const connection = await this.connected();
      const pinned = this.held(tool, (await connection.tools()).get(tool));
      const result = await connection.call(pinned, args, Object.assign(sending, call, { input: call.input }));
      if (isInputRequired(result)) throw this.inputRequired(tool, result, about());
      if (result.isError) throw this.toolError(tool, textIn(result.content), call);
      return this.fitting(pinned, answerIn(result), call);
    } catch (error) {
      if (sending.forbidden) throw sending.forbidden.error;
      if (error instanceof InputRequired || (call.signal.aborted && error === call.signal.reason)) throw error;
      throw mcpFailure(error, about());
    }
  }

  async close(): Promise<void> {
    const connection = await this.connection?.catch(() => undefined);
    this.connection = undefined;
    await connection?.close();
  }

  private connected(): Promise<McpConnection> {
    if (!this.connection) {
      const { server, requestTimeoutMs: timeoutMs, inputFrom, permit, mostBytes = MOST_BYTES } = this.options;
      const lost = (): void => void (this.connection === opening && (this.connection = undefined));
      const opening = McpConnection.open(
        server(),
        { asksPeople: inputFrom !== undefined, mostBytes, permit, timeoutMs },
        lost,
      );
      opening.catch(lost);
      this.connection = opening;
    }
    return this.connection;
  }

  /** The pinned definition, if what the server offers is still that. */
  private held(tool: string, offered: ToolDefinition | undefined): ToolDefinition {
    const { name, pins } = this.options;
    if (!offered) throw new ToolChanged(name, tool, 'gone', '', '');
    const pin = Object.hasOwn(pins, tool) ? pins[tool] : undefined;
    const digest = digestOfTool(offered);
    if (pin?.digest === digest) return pin.definition;
    throw new ToolChanged(name, tool, pin ? 'changed' : 'not-pinned', digest, JSON.stringify(offered));
  }

  private inputRequired(
    tool: string,
    { inputRequests, requestState }: { inputRequests?: unknown; requestState?: string | undefined },
    { system }: { system: string },
  ): Error {
    const { inputFrom } = this.options;
    const asked = inputFrom && askedInput(inputRequests, requestState);
    if (asked) return new InputRequired(asked, requestState, inputFrom);
    const why = inputFrom ? 'more than a short form' : 'something, and nobody is named who gives it';
    return new SystemError(`${system} asks for ${why}, before it does ${tool}.`, {
      class: 'rejected',
      system,
      code: 'input-required',
    });
  }

  /** A tool that reports an error may have failed half-way. */
  private toolError(tool: string, text: string, { effect, errorsMeanNotDone }: McpCall): SystemError {
    const { name: system } = this.options;
    const unknown = effect === 'write' && !errorsMeanNotDone;
    const reason = plainReason(text) || 'without a reason';
    return new SystemError(
      `${system} reports an error of ${tool}: ${reason}${unknown ? ' Whether anything was done is unknown: look before sending it again.' : ''}`,
      { class: unknown ? 'unknown' : 'rejected', system, code: 'tool-error' },
    );
  }

  private fitting({ name: tool, outputSchema }: ToolDefinition, answer: McpAnswer, { effect }: McpCall): McpAnswer {
    const { name: system, mostCharacters = MOST_CHARACTERS } = this.options;
    const text = JSON.stringify(answer);
    const checked = outputSchema && this.validators.getValidator(outputSchema)(answer.structured);
    if (checked && !checked.valid)
      throw new SystemError(
        `What ${system} answered to ${tool} does not fit its own output schema. What a worker got is kept: seaworthy quarantine list.`,
        { class: 'malformed', system, answer: text },
      );
    if (text.length > mostCharacters)
      throw new SystemError(
        `${system} answered ${tool} with ${text.length} characters; up to ${mostCharacters} are taken. Ask for a part.`,
        { class: effect === 'write' ? 'unknown' : 'rejected', system, code: 'too-long' },
      );
    return answer;
  }
}
