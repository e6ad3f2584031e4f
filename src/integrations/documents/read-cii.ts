import type { Invoice, InvoiceLine, Party, Vat } from '../../contracts/invoice';
import type { InvoiceReader } from './invoice-reader';
import { absentAmount } from './invoice-reader';
import { kindOf } from './type-codes';
import type { XmlElement } from './xml-element';

type AllowanceOrCharge = Invoice['allowances'][number];

/** UN/CEFACT Cross Industry Invoice D16B, by the syntax binding CEN/TS 16931-3-3. */
export function readCii(root: XmlElement, read: InvoiceReader): Invoice {
  const document = read.one(root, 'rsm:ExchangedDocument') ?? root;
  const transaction = read.one(root, 'rsm:SupplyChainTradeTransaction') ?? root;
  const agreement = read.one(transaction, 'ram:ApplicableHeaderTradeAgreement') ?? root;
  const settlement = read.one(transaction, 'ram:ApplicableHeaderTradeSettlement') ?? root;
  const totals = read.one(settlement, 'ram:SpecifiedTradeSettlementHeaderMonetarySummation') ?? root;
  read.currency = read.required(settlement, 'ram:InvoiceCurrencyCode', 'BR-05', 'the currency (BT-5)');
  const typeCode = read.required(document, 'ram:TypeCode', 'BR-04', 'the type code (BT-3)');
  const kind = kindOf(typeCode);
  if (typeCode !== '' && !kind)
    read.breaks('BR-CL-01', 'the type code (BT-3) is not one of EN 16931', document, 'ram:TypeCode');
  const number = read.required(document, 'ram:ID', 'BR-02', 'the invoice number (BT-1)');
  const issueDate = read.day(document, 'ram:IssueDateTime/udt:DateTimeString');
  if (!issueDate)
    read.breaks('BR-03', 'the issue date (BT-2) is missing', document, 'ram:IssueDateTime/udt:DateTimeString');
  const lines = transaction.all('ram:IncludedSupplyChainTradeLineItem');
  if (lines.length === 0)
    read.breaks('BR-16', 'there is no line (BG-25)', transaction, 'ram:IncludedSupplyChainTradeLineItem');
  return {
    syntax: 'cii',
    kind: kind ?? 'invoice',
    typeCode,
    number,
    issueDate: issueDate ?? '',
    dueDate: settlement
      .all('ram:SpecifiedTradePaymentTerms')
      .map((terms) => read.day(terms, 'ram:DueDateDateTime/udt:DateTimeString'))
      .find((day) => day !== undefined),
    currency: read.currency,
    seller: party(agreement, 'ram:SellerTradeParty', read, 'BR-06', "the seller's name (BT-27)"),
    buyer: party(agreement, 'ram:BuyerTradeParty', read, 'BR-07', "the buyer's name (BT-44)"),
    orderReference: read.optional(agreement, 'ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID'),
    contractReference: agreement.value('ram:ContractReferencedDocument/ram:IssuerAssignedID'),
    precedingInvoices: settlement.values('ram:InvoiceReferencedDocument/ram:IssuerAssignedID'),
    notes: document.values('ram:IncludedNote/ram:Content'),
    accounts: accounts(settlement),
    lines: lines.map((each) => line(each, read)),
    allowances: allowancesOrCharges(settlement, false, read, 'BR-31', 'BR-32'),
    charges: allowancesOrCharges(settlement, true, read, 'BR-36', 'BR-37'),
    vatBreakdown: settlement.all('ram:ApplicableTradeTax').map((tax) => vatSubtotal(tax, read)),
    totals: {
      lines: read.amount(totals, 'ram:LineTotalAmount', 'BR-12', 'the sum of the lines (BT-106)'),
      allowances: read.optionalAmount(totals, 'ram:AllowanceTotalAmount') ?? '0',
      charges: read.optionalAmount(totals, 'ram:ChargeTotalAmount') ?? '0',
      taxExclusive: read.amount(totals, 'ram:TaxBasisTotalAmount', 'BR-13', 'the total without VAT (BT-109)'),
      tax: taxTotal(totals, read),
      taxInclusive: read.amount(totals, 'ram:GrandTotalAmount', 'BR-14', 'the total with VAT (BT-112)'),
      prepaid: read.optionalAmount(totals, 'ram:TotalPrepaidAmount') ?? '0',
      rounding: read.optionalAmount(totals, 'ram:RoundingAmount') ?? '0',
      payable: read.amount(totals, 'ram:DuePayableAmount', 'BR-15', 'the amount due (BT-115)'),
    },
  };
}

/** The tax total in the invoice's currency (BT-110); another in the accounting currency (BT-111) may stand beside it. */
function taxTotal(totals: XmlElement, read: InvoiceReader): string {
  const [first, second] = totals
    .all('ram:TaxTotalAmount')
    .filter(({ attributes }) => (attributes.get('currencyID') ?? read.currency) === read.currency);
  if (second) read.breaks('SW-ONCE', 'there are two tax totals in the currency of the invoice', second);
  return (first && read.amountOf(first)) ?? '0';
}

function party(agreement: XmlElement, path: string, read: InvoiceReader, rule: string, what: string): Party {
  const element = read.one(agreement, path);
  if (!element) read.breaks(rule, `${what} is missing`, agreement, path);
  if (!element) return { name: '' };
  const endpoint = element.all('ram:URIUniversalCommunication/ram:URIID')[0];
  const scheme = endpoint?.attributes.get('schemeID');
  return {
    name: read.required(element, 'ram:Name', rule, what),
    vatId: withScheme(element, 'ram:SpecifiedTaxRegistration/ram:ID', 'VA'),
    gln: withScheme(element, 'ram:GlobalID', '0088'),
    legalId: element.value('ram:SpecifiedLegalOrganization/ram:ID'),
    endpoint: endpoint?.text.trim() && scheme ? { scheme, id: endpoint.text.trim() } : undefined,
    country: element.value('ram:PostalTradeAddress/ram:CountryID'),
    contact: element.value('ram:DefinedTradeContact/ram:PersonName'),
    phone: element.value('ram:DefinedTradeContact/ram:TelephoneUniversalCommunication/ram:CompleteNumber'),
    email: element.value('ram:DefinedTradeContact/ram:EmailURIUniversalCommunication/ram:URIID'),
  };
}

function accounts(settlement: XmlElement): string[] {
  const account = 'ram:SpecifiedTradeSettlementPaymentMeans/ram:PayeePartyCreditorFinancialAccount';
  const ids = [...settlement.values(`${account}/ram:IBANID`), ...settlement.values(`${account}/ram:ProprietaryID`)];
  return [...new Set(ids.map((id) => id.replace(/\s/g, '')))];
}

function line(element: XmlElement, read: InvoiceReader): InvoiceLine {
  const price = 'ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice';
  const quantity = 'ram:SpecifiedLineTradeDelivery/ram:BilledQuantity';
  const settlement = read.one(element, 'ram:SpecifiedLineTradeSettlement') ?? element;
  const unit = element.all(quantity)[0]?.attributes.get('unitCode')?.trim();
  if (!unit) read.breaks('BR-23', 'the unit of a quantity (BT-130) is missing', element, `${quantity}/@unitCode`);
  return {
    id: read.required(element, 'ram:AssociatedDocumentLineDocument/ram:LineID', 'BR-21', 'the id of a line (BT-126)'),
    name: read.required(element, 'ram:SpecifiedTradeProduct/ram:Name', 'BR-25', 'the name of an item (BT-153)'),
    description: element.value('ram:SpecifiedTradeProduct/ram:Description'),
    sellerItemId: element.value('ram:SpecifiedTradeProduct/ram:SellerAssignedID'),
    buyerItemId: element.value('ram:SpecifiedTradeProduct/ram:BuyerAssignedID'),
    standardItemId: element.value('ram:SpecifiedTradeProduct/ram:GlobalID'),
    orderLine: element.value('ram:SpecifiedLineTradeAgreement/ram:BuyerOrderReferencedDocument/ram:LineID'),
    quantity: read.amount(element, quantity, 'BR-22', 'the quantity of a line (BT-129)'),
    unit: unit ?? '',
    price: read.amount(element, `${price}/ram:ChargeAmount`, 'BR-26', 'the price of an item (BT-146)'),
    baseQuantity: read.optionalAmount(element, `${price}/ram:BasisQuantity`) ?? '1',
    allowances: allowancesOrCharges(settlement, false, read, 'BR-41'),
    charges: allowancesOrCharges(settlement, true, read, 'BR-43'),
    amount: read.amount(
      settlement,
      'ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount',
      'BR-24',
      'the net amount of a line (BT-131)',
    ),
    vat: vat(settlement.all('ram:ApplicableTradeTax').find(isVat), read),
  };
}

/** `vatRule` is for the document level, where each must say its VAT category; on a line the line's own holds. */
function allowancesOrCharges(
  settlement: XmlElement,
  charge: boolean,
  read: InvoiceReader,
  amountRule: string,
  vatRule?: string,
): AllowanceOrCharge[] {
  return settlement
    .all('ram:SpecifiedTradeAllowanceCharge')
    .filter((element) => /^(true|1)$/.test(element.value('ram:ChargeIndicator/udt:Indicator') ?? '') === charge)
    .map((element) => {
      const category = vat(element.all('ram:CategoryTradeTax').find(isVat), read);
      if (!category && vatRule)
        read.breaks(vatRule, 'the VAT category of an allowance or charge is missing', element, 'ram:CategoryTradeTax');
      return {
        amount: read.amount(element, 'ram:ActualAmount', amountRule, 'the amount of an allowance or charge'),
        reason: element.value('ram:Reason'),
        vat: category,
      };
    });
}

function vatSubtotal(tax: XmlElement, read: InvoiceReader): Invoice['vatBreakdown'][number] {
  const code = isVat(tax) ? tax.value('ram:CategoryCode') : undefined;
  if (!code) read.breaks('BR-47', 'the VAT category code (BT-118) is missing', tax, 'ram:CategoryCode');
  const rate = read.optionalAmount(tax, 'ram:RateApplicablePercent');
  if (rate === undefined && code !== 'O')
    read.breaks('BR-48', 'the VAT rate (BT-119) is missing', tax, 'ram:RateApplicablePercent');
  return {
    category: code ?? '',
    rate: rate ?? (code === 'O' ? '0' : absentAmount),
    taxable: read.amount(tax, 'ram:BasisAmount', 'BR-45', 'the taxable amount (BT-116)'),
    tax: read.amount(tax, 'ram:CalculatedAmount', 'BR-46', 'the tax amount of a VAT category (BT-117)'),
  };
}

function vat(element: XmlElement | undefined, read: InvoiceReader): Vat | undefined {
  const category = element?.value('ram:CategoryCode');
  return element && category
    ? { category, rate: read.optionalAmount(element, 'ram:RateApplicablePercent') ?? '0' }
    : undefined;
}

const isVat = (element: XmlElement): boolean => element.value('ram:TypeCode')?.toUpperCase() === 'VAT';

const withScheme = (element: XmlElement, path: string, scheme: string): string | undefined =>
  element
    .all(path)
    .find(({ attributes }) => attributes.get('schemeID') === scheme)
    ?.text.trim();
