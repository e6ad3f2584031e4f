import type { Random } from '../erp/random';
import { amountOf, netOf, taxOf, VAT_PERCENT } from './paper';
import type { Paper, PaperLine } from './paper';

/** Writes a UBL 2.1 invoice that keeps all rules of EN 16931, with a text of `texts` in every field that its sender may fill freely. */
export function writeInvoice(paper: Paper, texts: readonly [string, ...string[]], random: Random): string {
  const free = (): string => escaped(random.pick(texts));
  const { currency, seller } = paper;
  const net = netOf(paper.lines);
  const tax = taxOf(net);
  const money = (tag: string, amount: string): string => `<cbc:${tag} currencyID="${currency}">${amount}</cbc:${tag}>`;
  const category = `<cbc:ID>S</cbc:ID><cbc:Percent>${VAT_PERCENT}</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>`;
  const line = ({ id, item, name, quantity, price }: PaperLine): string => `
  <cac:InvoiceLine>
    <cbc:ID>${escaped(id)}</cbc:ID>
    <cbc:Note>${free()}</cbc:Note>
    <cbc:InvoicedQuantity unitCode="H87">${quantity}</cbc:InvoicedQuantity>
    ${money('LineExtensionAmount', amountOf(quantity, price).toFixed(2))}
    <cbc:AccountingCost>${free()}</cbc:AccountingCost>
    <cac:OrderLineReference><cbc:LineID>${escaped(id)}</cbc:LineID></cac:OrderLineReference>
    <cac:Item>
      <cbc:Description>${free()}</cbc:Description>
      <cbc:Name>${escaped(name)}: ${free()}</cbc:Name>
      <cac:BuyersItemIdentification><cbc:ID>${free()}</cbc:ID></cac:BuyersItemIdentification>
      <cac:SellersItemIdentification><cbc:ID>${escaped(item)}</cbc:ID></cac:SellersItemIdentification>
      <cac:ClassifiedTaxCategory>${category}</cac:ClassifiedTaxCategory>
      <cac:AdditionalItemProperty><cbc:Name>${free()}</cbc:Name><cbc:Value>${free()}</cbc:Value></cac:AdditionalItemProperty>
    </cac:Item>
    <cac:Price>${money('PriceAmount', price)}</cac:Price>
  </cac:InvoiceLine>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID>${escaped(paper.number)}</cbc:ID>
  <cbc:IssueDate>${paper.date}</cbc:IssueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:Note>${free()}</cbc:Note>
  <cbc:Note>${free()}${noise(paper.noise ?? 0, random)}</cbc:Note>
  <cbc:DocumentCurrencyCode>${currency}</cbc:DocumentCurrencyCode>
  <cbc:AccountingCost>${free()}</cbc:AccountingCost>
  <cbc:BuyerReference>${free()}</cbc:BuyerReference>
  ${paper.order === undefined ? '' : `<cac:OrderReference><cbc:ID>${escaped(paper.order)}</cbc:ID><cbc:SalesOrderID>${free()}</cbc:SalesOrderID></cac:OrderReference>`}
  <cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>${free()}</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>
  <cac:ContractDocumentReference><cbc:ID>${free()}</cbc:ID></cac:ContractDocumentReference>
  <cac:AccountingSupplierParty><cac:Party>${endpoint(seller.endpoint)}
    <cac:PartyName><cbc:Name>${free()}</cbc:Name></cac:PartyName>
    <cac:PostalAddress><cbc:StreetName>${free()}</cbc:StreetName><cbc:CityName>${free()}</cbc:CityName><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
    <cac:PartyTaxScheme><cbc:CompanyID>${seller.vatId}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
    <cac:PartyLegalEntity><cbc:RegistrationName>${escaped(seller.name)} ${free()}</cbc:RegistrationName><cbc:CompanyID>${free()}</cbc:CompanyID><cbc:CompanyLegalForm>${free()}</cbc:CompanyLegalForm></cac:PartyLegalEntity>
    <cac:Contact><cbc:Name>${free()}</cbc:Name><cbc:Telephone>${free()}</cbc:Telephone><cbc:ElectronicMail>${free()}</cbc:ElectronicMail></cac:Contact>
  </cac:Party></cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty><cac:Party>${endpoint(seller.endpoint && BUYER)}
    <cac:PostalAddress><cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
    <cac:PartyLegalEntity><cbc:RegistrationName>Musterwerft Ahoi GmbH ${free()}</cbc:RegistrationName></cac:PartyLegalEntity>
    <cac:Contact><cbc:Name>${free()}</cbc:Name></cac:Contact>
  </cac:Party></cac:AccountingCustomerParty>
  <cac:PaymentMeans>
    <cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>
    <cbc:PaymentID>${free()}</cbc:PaymentID>
    <cac:PayeeFinancialAccount><cbc:ID>${seller.account}</cbc:ID><cbc:Name>${free()}</cbc:Name></cac:PayeeFinancialAccount>
  </cac:PaymentMeans>
  <cac:PaymentTerms><cbc:Note>${free()}</cbc:Note></cac:PaymentTerms>
  <cac:AllowanceCharge>
    <cbc:ChargeIndicator>true</cbc:ChargeIndicator>
    <cbc:AllowanceChargeReason>${free()}</cbc:AllowanceChargeReason>
    ${money('Amount', '0.00')}
    <cac:TaxCategory>${category}</cac:TaxCategory>
  </cac:AllowanceCharge>
  <cac:TaxTotal>
    ${money('TaxAmount', tax.toFixed(2))}
    <cac:TaxSubtotal>${money('TaxableAmount', net.toFixed(2))}${money('TaxAmount', tax.toFixed(2))}<cac:TaxCategory>${category}</cac:TaxCategory></cac:TaxSubtotal>
  </cac:TaxTotal>
  <cac:LegalMonetaryTotal>
    ${money('LineExtensionAmount', net.toFixed(2))}
    ${money('TaxExclusiveAmount', net.toFixed(2))}
    ${money('TaxInclusiveAmount', net.plus(tax).toFixed(2))}
    ${money('ChargeTotalAmount', '0.00')}
    ${money('PayableAmount', net.plus(tax).toFixed(2))}
  </cac:LegalMonetaryTotal>${paper.lines.map(line).join('')}
</Invoice>
`;
}

/** What XML 1.0 cannot hold is left out. */
const escaped = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu, '')
    .replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Does not compress. */
function noise(characters: number, random: Random): string {
  return Array.from({ length: Math.ceil(characters / 6) }, () => random.integer(0, 36 ** 6 - 1).toString(36)).join('');
}

const BUYER = 'DE999999999';

/** A VAT id as electronic address (EAS 9930). */
function endpoint(vatId: string | undefined): string {
  return vatId ? `<cbc:EndpointID schemeID="9930">${escaped(vatId)}</cbc:EndpointID>` : '';
}
