import { Invoice } from '../../contracts/invoice';
import type { BrokenRule } from './broken-rule';
import { unreadable } from './broken-rule';
import { decodeXml } from './decode-xml';
import { InvoiceReader } from './invoice-reader';
import { checkArithmetic } from './invoice-rules';
import { parseXml } from './parse-xml';
import { readCii } from './read-cii';
import { readUbl } from './read-ubl';
import { UnreadableInvoice } from './unreadable-invoice';
import type { XmlElement } from './xml-element';

const ubl = 'urn:oasis:names:specification:ubl:schema:xsd';
const uncefact = 'urn:un:unece:uncefact:data:standard';
const prefixes = new Map([
  [`${ubl}:Invoice-2`, 'ubl'],
  [`${ubl}:CreditNote-2`, 'cn'],
  [`${ubl}:CommonAggregateComponents-2`, 'cac'],
  [`${ubl}:CommonBasicComponents-2`, 'cbc'],
  [`${uncefact}:CrossIndustryInvoice:100`, 'rsm'],
  [`${uncefact}:ReusableAggregateBusinessInformationEntity:100`, 'ram'],
  [`${uncefact}:UnqualifiedDataType:100`, 'udt'],
]);

/**
 * Reads an EN 16931 invoice or credit note, UBL 2.1 or UN/CEFACT CII, and checks that it has the essentials and adds up.
 * Amounts are decimal text in the invoice's currency, days are yyyy-mm-dd.
 * @throws UnreadableInvoice naming every rule it breaks, or the position where it is not XML.
 */
export function readInvoice(xml: Uint8Array): Invoice {
  const text = decodeXml(xml);
  const root = parseXml(text, prefixes);
  const reader = new InvoiceReader();
  const invoice = readRoot(root, reader);
  const [first, ...others]: BrokenRule[] = [...reader.broken, ...checkArithmetic(invoice)];
  if (first) throw unreadable(text, [first, ...others]);
  const checked = Invoice.safeParse(invoice);
  if (checked.success) return checked.data;
  const path = checked.error.issues[0]?.path.join('.');
  throw new UnreadableInvoice(
    `The invoice's ${path} is not of the form EN 16931 wants. Ask the sender to correct the invoice and send it again.`,
    {
      path,
    },
  );
}

function readRoot(root: XmlElement, reader: InvoiceReader): Invoice {
  switch (root.name) {
    case 'ubl:Invoice':
    case 'cn:CreditNote':
      return readUbl(root, reader);
    case 'rsm:CrossIndustryInvoice':
      return readCii(root, reader);
    default:
      throw new UnreadableInvoice(
        'The document is XML, but neither a UBL 2.1 Invoice or CreditNote nor a UN/CEFACT CrossIndustryInvoice. Ask the sender for an EN 16931 invoice.',
        { path: root.path },
      );
  }
}
