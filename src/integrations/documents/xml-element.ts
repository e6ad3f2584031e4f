/** An element of a parsed document. Names are `prefix:local` by the reader's own prefixes, so a sender's choice of prefix does not matter. */
export class XmlElement {
  readonly children: XmlElement[] = [];
  text = '';

  constructor(
    readonly name: string,
    readonly attributes: ReadonlyMap<string, string>,
    readonly parent: XmlElement | undefined,
    /** Where the element begins in the decoded text. */
    readonly offset: number,
  ) {}

  /** Every element at a path of child names such as `cac:Party/cbc:EndpointID`. */
  all(path: string): XmlElement[] {
    return path
      .split('/')
      .reduce<XmlElement[]>(
        (elements, name) => elements.flatMap(({ children }) => children.filter((child) => child.name === name)),
        [this],
      );
  }

  /** The trimmed texts at the path, without empty ones. */
  values(path: string): string[] {
    return this.all(path)
      .map(({ text }) => text.trim())
      .filter((text) => text !== '');
  }

  /** The first of `values`. */
  value(path: string): string | undefined {
    return this.values(path)[0];
  }

  /** For messages: `/ubl:Invoice/cac:InvoiceLine[2]`. */
  get path(): string {
    if (!this.parent) return `/${this.name}`;
    const alike = this.parent.children.filter(({ name }) => name === this.name);
    return `${this.parent.path}/${this.name}${alike.length > 1 ? `[${alike.indexOf(this) + 1}]` : ''}`;
  }
}
