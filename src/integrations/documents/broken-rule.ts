import { positionAt } from './position-at';
import { UnreadableInvoice } from './unreadable-invoice';
import type { XmlElement } from './xml-element';

/** One rule that a document breaks. `says` carries numbers and terms of the norm, never text of the document. */
export interface BrokenRule {
  rule: string;
  says: string;
  /** The element that is wrong, or in which something is missing at `below`. */
  element?: XmlElement | undefined;
  below?: string | undefined;
}

/** All broken rules as one error. Only the first is located, as locating costs a pass over the text. */
export function unreadable(text: string, broken: readonly [BrokenRule, ...BrokenRule[]]): UnreadableInvoice {
  const [{ rule, says, element, below }] = broken;
  const rules = [...new Set(broken.map((each) => each.rule))];
  const position = element && positionAt(text, element.offset);
  const path = element && [element.path, below].filter(Boolean).join('/');
  const where = position && ` (line ${position.line}, column ${position.column}: ${path})`;
  const also = rules.length > 1 ? ` Also broken: ${rules.slice(1).join(', ')}.` : '';
  return new UnreadableInvoice(
    `${rule}: ${says}${where ?? ''}.${also} Ask the sender to correct the invoice and send it again.`,
    {
      rules,
      position,
      path,
    },
  );
}
