import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { positionAt } from './position-at';
import type { Position } from './unreadable-invoice';
import { UnreadableInvoice } from './unreadable-invoice';
import { XmlElement } from './xml-element';

/** Far above what 10 MB of real invoice hold; a file of nothing but tags would cost hundreds of megabytes to parse. */
const maxTags = 1_000_000;

// References are resolved below: the library leaves numeric ones alone, and lets undefined ones pass.
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  cdataPropName: '#cdata',
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  captureMetaData: true,
});
const metadata = XMLParser.getMetaDataSymbol() as unknown as symbol;

type ParsedNode = Record<string | symbol, unknown>;

/**
 * Parses text to elements. `prefixes` gives the names by which the caller knows namespaces; elements of others keep `{namespace}local`.
 * No DTD is accepted, so that there is nothing to expand or fetch.
 * @throws UnreadableInvoice with the position of what is wrong.
 */
export function parseXml(text: string, prefixes: ReadonlyMap<string, string>): XmlElement {
  refuseUnsafe(text);
  const valid = XMLValidator.validate(text);
  if (valid !== true) throw malformed(text, valid.err);
  const nodes = parse(text).filter((node) => !isText(node) || textOf(node).trim() !== '');
  const [root] = nodes;
  if (nodes.length !== 1 || root === undefined || isText(root)) {
    throw notWellFormed('there must be exactly one root element and nothing beside it', undefined);
  }
  return new TreeBuilder(text, prefixes).element(
    root,
    undefined,
    new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]),
  );
}

function refuseUnsafe(text: string): void {
  // What XML 1.0 section 2.2 excludes.
  const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u.exec(text);
  if (illegal) throw notWellFormed('a character that XML does not allow', positionAt(text, illegal.index));
  const declaration = findDeclaration(text);
  if (declaration !== undefined) {
    throw new UnreadableInvoice(
      'The document has a DTD (<!DOCTYPE …>), which e-invoices may not. Ask the sender to send it without.',
      {
        position: positionAt(text, declaration),
      },
    );
  }
  if (text.split('<', maxTags + 1).length > maxTags) {
    throw new UnreadableInvoice(`The document has more than ${maxTags} tags. Ask the sender to split the invoice.`);
  }
}

/** Where the first `<!…` stands that is neither comment nor CDATA. */
function findDeclaration(text: string): number | undefined {
  let at = text.indexOf('<!');
  while (at >= 0) {
    const close = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : undefined;
    if (!close) return at;
    const end = text.indexOf(close, at + 4);
    at = end < 0 ? -1 : text.indexOf('<!', end);
  }
  return undefined;
}

function parse(text: string): ParsedNode[] {
  try {
    return parser.parse(text) as ParsedNode[];
  } catch {
    throw notWellFormed(
      'it is nested more than 100 deep, or uses a name such as __proto__, which no invoice has',
      undefined,
    );
  }
}

/** In our words: the library's quote names of the document. */
function malformed(
  text: string,
  { code, msg, line, col = 1 }: { code: string; msg: string; line: number; col?: number },
): UnreadableInvoice {
  if (/^(Unclosed tag|Invalid '\[)/.test(msg)) {
    return notWellFormed('it ends before all its elements are closed, as if cut off', positionAt(text, text.length));
  }
  return notWellFormed(whatIsWrong[code] ?? 'this is no XML', { line, column: col });
}

const whatIsWrong: Partial<Record<string, string>> = {
  InvalidAttr: 'an attribute is malformed or repeated',
  InvalidChar: 'this character cannot stand here',
  InvalidTag: 'a tag is malformed, or does not close the element that is open',
};

function notWellFormed(what: string, position: Position | undefined): UnreadableInvoice {
  const where = position ? ` at line ${position.line}, column ${position.column}` : '';
  return new UnreadableInvoice(
    `The document is not well-formed XML${where}: ${what}. Ask the sender to send the file again, whole.`,
    {
      position,
    },
  );
}

const isText = (node: ParsedNode): boolean => '#text' in node || '#cdata' in node;

function textOf(node: ParsedNode): string {
  if (typeof node['#text'] === 'string') return node['#text'];
  return ((node['#cdata'] as ParsedNode[] | undefined) ?? []).map(textOf).join('');
}

type Scope = ReadonlyMap<string, string>;

class TreeBuilder {
  constructor(
    private readonly text: string,
    private readonly prefixes: ReadonlyMap<string, string>,
  ) {}

  element(node: ParsedNode, parent: XmlElement | undefined, outer: Scope): XmlElement {
    const offset = (node[metadata] as { startIndex?: number } | undefined)?.startIndex ?? 0;
    const rawName = Object.keys(node).find((key) => key !== ':@') ?? '';
    const attributes = new Map<string, string>();
    for (const [name, value] of Object.entries((node[':@'] as Record<string, string> | undefined) ?? {})) {
      attributes.set(name, this.resolve(value, offset));
    }
    const scope = withDeclarations(outer, attributes);
    const element = new XmlElement(this.nameOf(rawName, scope, offset), attributes, parent, offset);
    for (const child of node[rawName] as ParsedNode[]) {
      if ('#cdata' in child) element.text += textOf(child);
      else if ('#text' in child) element.text += this.resolve(textOf(child), offset);
      else element.children.push(this.element(child, element, scope));
    }
    return element;
  }

  private nameOf(rawName: string, scope: Scope, offset: number): string {
    const [local = '', prefix = ''] = rawName.split(':').reverse();
    const namespace = scope.get(prefix);
    if (namespace === undefined && prefix !== '')
      throw this.wrongAt(offset, 'the namespace prefix of an element is not declared');
    const known = namespace === undefined ? undefined : this.prefixes.get(namespace);
    return known === undefined ? `{${namespace ?? ''}}${local}` : `${known}:${local}`;
  }

  private resolve(raw: string, offset: number): string {
    return raw.replace(
      /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,8}));|&/gi,
      (_, hex?: string, decimal?: string, name?: string) => {
        const named = name === undefined ? undefined : predefined.get(name);
        if (named !== undefined) return named;
        const code = hex !== undefined ? parseInt(hex, 16) : decimal !== undefined ? parseInt(decimal, 10) : 0;
        if (!isXmlCharacter(code))
          throw this.wrongAt(offset, 'a reference to an entity or character that does not exist');
        return String.fromCodePoint(code);
      },
    );
  }

  private wrongAt(offset: number, what: string): UnreadableInvoice {
    return notWellFormed(what, positionAt(this.text, offset));
  }
}

const predefined = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

function withDeclarations(outer: Scope, attributes: ReadonlyMap<string, string>): Scope {
  const declared = [...attributes].filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  if (declared.length === 0) return outer;
  return new Map([...outer, ...declared.map(([name, uri]): [string, string] => [name.slice('xmlns:'.length), uri])]);
}
