/** What the stand-ins say: text that compresses about as prose and records do. The same in every run of the bench. */
const VARIANTS = 64;

let seed = 12_345;
const random = (): number => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) / 0x7fffffff;
const word = (): string =>
  Array.from({ length: 3 + Math.floor(random() * 7) }, () => String.fromCharCode(97 + Math.floor(random() * 26))).join(
    '',
  );
const words = Array.from({ length: 1_500 }, word);
const texts = new Map<number, string[]>();

export function textOf(bytes: number): string {
  const known = texts.get(bytes) ?? Array.from({ length: VARIANTS }, () => made(bytes));
  texts.set(bytes, known);
  return known[Math.floor(Math.random() * VARIANTS)]!;
}

function made(bytes: number): string {
  let text = '';
  while (text.length < bytes)
    text += `${words[Math.floor(random() * words.length)]}${random() < 0.1 ? ` ${Math.floor(random() * 1e6)}` : ''} `;
  return text.slice(0, bytes);
}

export interface Block {
  type: 'text' | 'tool_use';
  text?: string;
  id?: string;
  name?: string;
  input?: Record<string, unknown>;
}

const RESULT = Buffer.from('tool_result"');

/**
 * The next answer to a conversation whose prompt says `N=turns P=bytes`: a lookup, until so many were made. An agent that ends by `conclude` is
 * answered so, and gives the reasons that it is asked for.
 */
export function answerTo(request: Buffer): { turn: number; content: Block[] } {
  let turn = 0;
  for (let at = request.indexOf(RESULT); at >= 0; at = request.indexOf(RESULT, at + 1)) turn += 1;
  const asked = /N=(\d+) P=(\d+)/.exec(request.toString('latin1', 0, 8_000))!;
  const governed = request.includes('"conclude"');
  const why = governed ? { why: 'The task asks for it.' } : {};
  const use = (name: string, input: Record<string, unknown>): Block => {
    const id = `toolu_${Math.random().toString(36).slice(2, 14)}${turn}`;
    return { type: 'tool_use', id, name, input: { ...why, ...input } };
  };
  if (turn < Number(asked[1]) - 1) {
    const text = `I will look up item ${turn} before I answer the question.`;
    return { turn, content: [{ type: 'text', text }, use('lookup', { item: turn, size: Number(asked[2]) })] };
  }
  const text = `Done after ${turn} lookups.`;
  return { turn, content: governed ? [use('conclude', { note: text })] : [{ type: 'text', text }] };
}
