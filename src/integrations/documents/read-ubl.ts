import type { Invoice, InvoiceLine, Party, Vat } from '../../contracts/invoice';
import type { InvoiceReader } from './invoice-reader';
import { absentAmount } from './invoice-reader';
import { kindOf } from './type-codes';
import type { XmlElement } from './xml-element';

type AllowanceOrCharge = Invoice['allowances'][number];

/** UBL 2.1 Invoice and CreditNote, by the syntax binding CEN/TS 16931-3-2. */
export function readUbl(root: XmlElement, read: InvoiceReader): Invoice {
  const creditNote = root.name === 'cn:CreditNote';
  read.currency = read.required(root, 'cbc:DocumentCurrencyCode', 'BR-05', 'the currency (BT-5)');
  const typeCode = read.required(
    root,
    creditNote ? 'cbc:CreditNoteTypeCode' : 'cbc:InvoiceTypeCode',
    'BR-04',
    'the type code (BT-3)',
  );
  const kind = kindOf(typeCode);
  if (typeCode !== '' && (!kind || (creditNote && kind === 'invoice'))) {
    read.breaks('BR-CL-01', 'the type code (BT-3) is not one for this kind of document', root);
  }
  const number = read.required(root, 'cbc:ID', 'BR-02', 'the invoice number (BT-1)');
  const issueDate = read.day(root, 'cbc:IssueDate');
  if (!issueDate) read.breaks('BR-03', 'the issue date (BT-2) is missing', root, 'cbc:IssueDate');
  const totals = read.one(root, 'cac:LegalMonetaryTotal') ?? root;
  const taxTotal = taxTotalOf(root, read);
  const lineName = creditNote ? 'cac:CreditNoteLine' : 'cac:InvoiceLine';
  const lines = root.all(lineName);
  if (lines.length === 0) read.breaks('BR-16', 'there is no line (BG-25)', root, lineName);
  return {
    syntax: 'ubl',
    kind: creditNote ? 'credit-note' : (kind ?? 'invoice'),
    typeCode,
    number,
    issueDate: issueDate ?? '',
    dueDate:
      read.day(root, 'cbc:DueDate') ??
      root.all('cac:PaymentMeans').map((means) => read.day(means, 'cbc:PaymentDueDate'))[0],
    currency: read.currency,
    seller: party(root, 'cac:AccountingSupplierParty/cac:Party', read, 'BR-06', "the seller's name (BT-27)"),
    buyer: party(root, 'cac:AccountingCustomerParty/cac:Party', read, 'BR-07', "the buyer's name (BT-44)"),
    orderReference: orderReference(root, read),
    contractReference: root.value('cac:ContractDocumentReference/cbc:ID'),
    precedingInvoices: root.values('cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID'),
    notes: root.values('cbc:Note'),
    accounts: [
      ...new Set(root.values('cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID').map((id) => id.replace(/\s/g, ''))),
    ],
    lines: lines.map((each) => line(each, creditNote ? 'cbc:CreditedQuantity' : 'cbc:InvoicedQuantity', read)),
    allowances: allowancesOrCharges(root, false, read, 'BR-31', 'BR-32'),
    charges: allowancesOrCharges(root, true, read, 'BR-36', 'BR-37'),
    vatBreakdown: (taxTotal?.all('cac:TaxSubtotal') ?? []).map((subtotal) => vatSubtotal(subtotal, read)),
    totals: {
      lines: read.amount(totals, 'cbc:LineExtensionAmount', 'BR-12', 'the sum of the lines (BT-106)'),
      allowances: read.optionalAmount(totals, 'cbc:AllowanceTotalAmount') ?? '0',
      charges: read.optionalAmount(totals, 'cbc:ChargeTotalAmount') ?? '0',
      taxExclusive: read.amount(totals, 'cbc:TaxExclusiveAmount', 'BR-13', 'the total without VAT (BT-109)'),
      tax: (taxTotal && read.optionalAmount(taxTotal, 'cbc:TaxAmount')) ?? '0',
      taxInclusive: read.amount(totals, 'cbc:TaxInclusiveAmount', 'BR-14', 'the total with VAT (BT-112)'),
      prepaid: read.optionalAmount(totals, 'cbc:PrepaidAmount') ?? '0',
      rounding: read.optionalAmount(totals, 'cbc:PayableRoundingAmount') ?? '0',
      payable: read.amount(totals, 'cbc:PayableAmount', 'BR-15', 'the amount due (BT-115)'),
    },
  };
}

/** The tax total in the invoice's currency (BT-110); another in the accounting currency (BT-111) may stand beside it. */
function taxTotalOf(root: XmlElement, read: InvoiceReader): XmlElement | undefined {
  const all = root.all('cac:TaxTotal');
  const [first, second] = all.filter(
    (total) => total.all('cbc:TaxAmount')[0]?.attributes.get('currencyID') === read.currency,
  );
  if (second) read.breaks('SW-ONCE', 'there are two tax totals in the currency of the invoice', second);
  return first ?? (all.length === 1 ? all[0] : undefined);
}

function party(root: XmlElement, path: string, read: InvoiceReader, rule: string, what: string): Party {
  const element = read.one(root, path);
  if (!element) read.breaks(rule, `${what} is missing`, root, path);
  if (!element) return { name: '' };
  const endpoint = read.one(element, 'cbc:EndpointID');
  const scheme = endpoint?.attributes.get('schemeID');
  return {
    name: read.required(element, 'cac:PartyLegalEntity/cbc:RegistrationName', rule, what),
    vatId: element.all('cac:PartyTaxScheme').find(isVat)?.value('cbc:CompanyID'),
    gln: element
      .all('cac:PartyIdentification/cbc:ID')
      .find(({ attributes }) => attributes.get('schemeID') === '0088')
      ?.text.trim(),
    legalId: element.value('cac:PartyLegalEntity/cbc:CompanyID'),
    endpoint: endpoint?.text.trim() && scheme ? { scheme, id: endpoint.text.trim() } : undefined,
    country: element.value('cac:PostalAddress/cac:Country/cbc:IdentificationCode'),
    contact: element.value('cac:Contact/cbc:Name'),
    phone: element.value('cac:Contact/cbc:Telephone'),
    email: element.value('cac:Contact/cbc:ElectronicMail'),
  };
}

/** Peppol writes "NA" where only a sales order is referred to, as UBL wants an ID there. */
function orderReference(root: XmlElement, read: InvoiceReader): string | undefined {
  const id = read.optional(root, 'cac:OrderReference/cbc:ID');
  return id === undefined || /^n\/?a$/i.test(id) ? undefined : id;
}

function line(element: XmlElement, quantityName: string, read: InvoiceReader): InvoiceLine {
  return {
    id: read.required(element, 'cbc:ID', 'BR-21', 'the id of a line (BT-126)'),
    name: read.required(element, 'cac:Item/cbc:Name', 'BR-25', 'the name of an item (BT-153)'),
    description: element.value('cac:Item/cbc:Description'),
    sellerItemId: element.value('cac:Item/cac:SellersItemIdentification/cbc:ID'),
    buyerItemId: element.value('cac:Item/cac:BuyersItemIdentification/cbc:ID'),
    standardItemId: element.value('cac:Item/cac:StandardItemIdentification/cbc:ID'),
    orderLine: element.value('cac:OrderLineReference/cbc:LineID'),
    quantity: read.amount(element, quantityName, 'BR-22', 'the quantity of a line (BT-129)'),
    unit: unitOf(element, quantityName, read),
    price: read.amount(element, 'cac:Price/cbc:PriceAmount', 'BR-26', 'the price of an item (BT-146)'),
    baseQuantity: read.optionalAmount(element, 'cac:Price/cbc:BaseQuantity') ?? '1',
    allowances: allowancesOrCharges(element, false, read, 'BR-41'),
    charges: allowancesOrCharges(element, true, read, 'BR-43'),
    amount: read.amount(element, 'cbc:LineExtensionAmount', 'BR-24', 'the net amount of a line (BT-131)'),
    vat: vat(element.all('cac:Item/cac:ClassifiedTaxCategory').find(isVat), read),
  };
}

function unitOf(element: XmlElement, quantityName: string, read: InvoiceReader): string {
  const unit = element.all(quantityName)[0]?.attributes.get('unitCode')?.trim();
  if (!unit) read.breaks('BR-23', 'the unit of a quantity (BT-130) is missing', element, `${quantityName}/@unitCode`);
  return unit ?? '';
}

/** `vatRule` is for the document level, where each must say its VAT category; on a line the line's own holds. */
function allowancesOrCharges(
  parent: XmlElement,
  charge: boolean,
  read: InvoiceReader,
  amountRule: string,
  vatRule?: string,
): AllowanceOrCharge[] {
  return parent
    .all('cac:AllowanceCharge')
    .filter((element) => /^(true|1)$/.test(element.value('cbc:ChargeIndicator') ?? '') === charge)
    .map((element) => {
      const category = vat(element.all('cac:TaxCategory').find(isVat), read);
      if (!category && vatRule)
        read.breaks(vatRule, 'the VAT category of an allowance or charge is missing', element, 'cac:TaxCategory');
      return {
        amount: read.amount(element, 'cbc:Amount', amountRule, 'the amount of an allowance or charge'),
        reason: element.value('cbc:AllowanceChargeReason'),
        vat: category,
      };
    });
}

function vatSubtotal(subtotal: XmlElement, read: InvoiceReader): Invoice['vatBreakdown'][number] {
  const category = subtotal.all('cac:TaxCategory').find(isVat);
  const code = category?.value('cbc:ID');
  if (!code) read.breaks('BR-47', 'the VAT category code (BT-118) is missing', subtotal, 'cac:TaxCategory/cbc:ID');
  const rate = category && read.optionalAmount(category, 'cbc:Percent');
  if (rate === undefined && code !== 'O')
    read.breaks('BR-48', 'the VAT rate (BT-119) is missing', subtotal, 'cac:TaxCategory/cbc:Percent');
  return {
    category: code ?? '',
    rate: rate ?? (code === 'O' ? '0' : absentAmount),
    taxable: read.amount(subtotal, 'cbc:TaxableAmount', 'BR-45', 'the taxable amount (BT-116)'),
    tax: read.amount(subtotal, 'cbc:TaxAmount', 'BR-46', 'the tax amount of a VAT category (BT-117)'),
  };
}

function vat(element: XmlElement | undefined, read: InvoiceReader): Vat | undefined {
  const category = element?.value('cbc:ID');
  return element && category ? { category, rate: read.optionalAmount(element, 'cbc:Percent') ?? '0' } : undefined;
}

const isVat = (element: XmlElement): boolean => element.value('cac:TaxScheme/cbc:ID')?.toUpperCase() === 'VAT';
