// Pure: no server, no database. Part of it holds what is written against the shared facts on T111 and is skipped without them.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { ActionCode, ReasonCode } from '../../../src/contracts/invoice-exceptions';
import type { Invoice } from '../../../src/contracts/invoice';
import type { InvoiceResponse, ResponseStatus } from '../../../src/integrations/documents';
import { InvalidInvoiceResponse, readInvoice, writeInvoiceResponse } from '../../../src/integrations/documents';
import { hasValidCheckDigits } from '../../../src/integrations/documents/check-digits';
import { endpointOf } from '../../../src/integrations/documents/endpoint-of';
import { responseStatuses } from '../../../src/integrations/documents/invoice-response-codes';
import { describeWithShared, readShared, samplesFolder } from './shared-invoices';

const sample = (name: string): Invoice => readInvoice(readFileSync(resolve(samplesFolder, name)));
const invoice = sample('01-clean-nordhafen-schrauben.xml');
const response = (changes: Partial<InvoiceResponse> = {}): InvoiceResponse => ({
  id: 'IMR-1',
  issuedAt: new Date('2026-11-21T08:09:10.999Z'),
  invoice,
  status: 'AB',
  reasons: [],
  actions: [],
  ...changes,
});

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  htmlEntities: true,
});
const parsed = (xml: string): Record<string, unknown> => {
  expect(XMLValidator.validate(xml)).toBe(true);
  return (parser.parse(xml) as { ApplicationResponse: Record<string, unknown> }).ApplicationResponse;
};

/** The T111 rule that keeps the response from being written. */
function refused(changes: Partial<InvoiceResponse>): string {
  try {
    writeInvoiceResponse(response(changes));
  } catch (error) {
    if (error instanceof InvalidInvoiceResponse) return error.rule;
    throw error;
  }
  throw new Error('It was written.');
}

const full = response({
  status: 'CA',
  note: 'Price of line 1 as ordered.',
  reasons: [
    { code: 'PRI', text: 'ordered at 17.00' },
    { code: 'OTH', text: 'see note' },
  ],
  actions: [{ code: 'CNP' }],
});

test('a response says what is answered, by whom, to whom, and why', () => {
  expect(parsed(writeInvoiceResponse(full))).toEqual({
    '@xmlns': 'urn:oasis:names:specification:ubl:schema:xsd:ApplicationResponse-2',
    '@xmlns:cac': 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2',
    '@xmlns:cbc': 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2',
    'cbc:CustomizationID': 'urn:fdc:peppol.eu:poacc:trns:invoice_response:3',
    'cbc:ProfileID': 'urn:fdc:peppol.eu:poacc:bis:invoice_response:3',
    'cbc:ID': 'IMR-1',
    'cbc:IssueDate': '2026-11-21',
    'cbc:IssueTime': '08:09:10Z',
    'cbc:Note': 'Price of line 1 as ordered.',
    'cac:SenderParty': {
      'cbc:EndpointID': { '@schemeID': '0088', '#text': '9520000000011' },
      'cac:PartyLegalEntity': { 'cbc:RegistrationName': 'Musterwerft Ahoi GmbH' },
    },
    'cac:ReceiverParty': {
      'cbc:EndpointID': { '@schemeID': '9930', '#text': 'DE999901011' },
      'cac:PartyLegalEntity': { 'cbc:RegistrationName': 'Nordhafen Schrauben GmbH' },
    },
    'cac:DocumentResponse': {
      'cac:Response': {
        'cbc:ResponseCode': 'CA',
        'cac:Status': [
          {
            'cbc:StatusReasonCode': { '@listID': 'OPStatusReason', '#text': 'PRI' },
            'cbc:StatusReason': 'ordered at 17.00',
          },
          { 'cbc:StatusReasonCode': { '@listID': 'OPStatusReason', '#text': 'OTH' }, 'cbc:StatusReason': 'see note' },
          { 'cbc:StatusReasonCode': { '@listID': 'OPStatusAction', '#text': 'CNP' } },
        ],
      },
      'cac:DocumentReference': {
        'cbc:ID': 'NS-2026-0417',
        'cbc:IssueDate': '2026-11-02',
        'cbc:DocumentTypeCode': '380',
      },
    },
  });
});

describe('T111 rules', () => {
  test.each(['CA', 'UQ', 'RE'] as const)('R001: %s without a reason is refused', (status) => {
    expect(refused({ status, actions: [{ code: 'NIN' }] })).toBe('PEPPOL-T111-R001');
  });

  test('R002: OTH without a text is refused, as reason and as action', () => {
    expect(refused({ status: 'RE', reasons: [{ code: 'OTH' }] })).toBe('PEPPOL-T111-R002');
    expect(refused({ actions: [{ code: 'OTH', text: ' \n ' }] })).toBe('PEPPOL-T111-R002');
  });

  test('R004, R005: PPD needs a text, and status PD', () => {
    expect(refused({ status: 'PD', reasons: [{ code: 'PPD' }] })).toBe('PEPPOL-T111-R004');
    expect(refused({ status: 'AP', reasons: [{ code: 'PPD', text: 'half' }] })).toBe('PEPPOL-T111-R005');
    expect(writeInvoiceResponse(response({ status: 'PD', reasons: [{ code: 'PPD', text: 'half' }] }))).toContain(
      '>PPD<',
    );
  });

  test('R006, R007: codes of no list, or of the other list, are refused', () => {
    expect(refused({ actions: [{ code: 'PRI' as ActionCode }] })).toBe('PEPPOL-T111-R006');
    expect(refused({ reasons: [{ code: 'NIN' as ReasonCode }] })).toBe('PEPPOL-T111-R007');
    expect(refused({ status: 'constructor' as ResponseStatus })).toBe('UNCL4343-T111');
  });

  test('nothing is written empty', () => {
    const xml = writeInvoiceResponse(response({ note: '  ', reasons: [{ code: 'NON', text: '' }] }));
    expect(xml).not.toMatch(/<cbc:Note|<cbc:StatusReason>|\/>|><\//);
    expect(refused({ id: ' ' })).toBe('empty elements');
  });
});

describe('texts', () => {
  test('markup is escaped, what XML cannot carry is replaced', () => {
    const note = '<script>&amp; "quoted" ]]> \u0000\u001b\ud800 schön \u{1f6a2}';
    const { 'cbc:Note': read } = parsed(writeInvoiceResponse(response({ note })));
    expect(read).toBe('<script>&amp; "quoted" ]]> \ufffd\ufffd\ufffd schön \u{1f6a2}');
  });

  test('what the supplier wrote cannot break out of an attribute or element', () => {
    const hostile = {
      ...invoice,
      number: '1</cbc:ID><x>',
      seller: { ...invoice.seller, endpoint: { scheme: 'EM', id: 'a&b"><x/>' }, gln: undefined, vatId: undefined },
    };
    const { 'cac:ReceiverParty': receiver, 'cac:DocumentResponse': answer } = parsed(
      writeInvoiceResponse(response({ invoice: hostile })),
    );
    expect(receiver).toMatchObject({ 'cbc:EndpointID': { '@schemeID': 'EM', '#text': 'a&b"><x/>' } });
    expect(answer).toMatchObject({ 'cac:DocumentReference': { 'cbc:ID': '1</cbc:ID><x>' } });
  });
});

describe('where a party is reached', () => {
  const party = invoice.seller;

  test.each([
    ['its own address', party, { scheme: '9930', id: 'DE999901011' }],
    [
      'its GLN before its VAT id',
      { ...party, endpoint: undefined, gln: '9520000000011' },
      { scheme: '0088', id: '9520000000011' },
    ],
    [
      'its VAT id where the GLN is wrong',
      { ...party, endpoint: { scheme: '0088', id: '9520000000012' } },
      { scheme: '9930', id: 'DE999901011' },
    ],
    [
      'its VAT id rather than a mail address',
      { ...party, endpoint: { scheme: 'EM', id: 'a@b.example' } },
      { scheme: '9930', id: 'DE999901011' },
    ],
    [
      'a mail address where there is nothing else',
      { name: 'x', endpoint: { scheme: 'EM', id: 'a@b.example' } },
      { scheme: 'EM', id: 'a@b.example' },
    ],
    ['Denmark: the CVR number', { name: 'x', vatId: 'DK 99907177' }, { scheme: '0184', id: '99907177' }],
    ['Norway: the organisation number', { name: 'x', vatId: 'NO999909108MVA' }, { scheme: '0192', id: '999909108' }],
    ['nowhere', { name: 'x' }, undefined],
    ['nowhere, by a scheme that is none', { name: 'x', endpoint: { scheme: '__proto__', id: '1' } }, undefined],
    ['nowhere, by a VAT id of no known country', { name: 'x', vatId: '12345' }, undefined],
  ])('%s', (_, of, expected) => {
    expect(endpointOf(of)).toEqual(expected);
  });

  test('without any the response is refused and says which party', () => {
    const { seller, ...rest } = invoice;
    expect(refused({ invoice: { ...rest, seller: { name: seller.name } } })).toBe('EndpointID');
  });

  test.each([
    ['0007', '2021005489', '2021005488'],
    ['0088', '9520000000011', '9520000000010'],
    ['0151', '51824753556', '51824753557'],
    ['0192', '974760673', '974760674'],
    ['0208', '0202239951', '0202239952'],
  ])('check digits of scheme %s', (scheme, right, wrong) => {
    expect(hasValidCheckDigits(scheme, right)).toBe(true);
    expect(hasValidCheckDigits(scheme, wrong)).toBe(false);
  });
});

describeWithShared('against the facts on T111', () => {
  const facts = (): Facts => JSON.parse(readShared('invoice-response/invoice-response.json').toString()) as Facts;

  test('our codes are its codes', () => {
    const { status, reason, action, document } = facts();
    expect(Object.keys(responseStatuses)).toEqual(status.map(({ code }) => code));
    expect([...ReasonCode.options].sort()).toEqual(Object.keys(reason.codes).sort());
    expect([...ActionCode.options].sort()).toEqual(Object.keys(action.codes).sort());
    const written = parsed(writeInvoiceResponse(full));
    expect([written['cbc:CustomizationID'], written['cbc:ProfileID']]).toEqual([
      document.customizationID,
      document.profileID,
    ]);
  });

  test('every status of every sample writes only elements that it lists, and all that it requires', () => {
    const { elements, status } = facts();
    const listed = new Set(elements.flatMap(({ path }) => expand(path)).map(whole));
    const required = elements.filter(({ card }) => card === '1').map(({ path }) => whole(path));
    for (const name of [
      '01-clean-nordhafen-schrauben.xml',
      '04-no-receipt-kesselflicker-pumpen.xml',
      '09-currency-fjordblick-seile.xml',
      '11-price-taubenblau-farben-credit-note.xml',
    ]) {
      for (const { code, reason_required } of status) {
        const paths = leaves(
          parsed(
            writeInvoiceResponse({
              ...full,
              invoice: sample(name),
              status: code,
              reasons: reason_required ? full.reasons : [],
            }),
          ),
        );
        expect(paths.filter((path) => !listed.has(path))).toEqual([]);
        expect(required.filter((path) => !paths.includes(path))).toEqual([]);
      }
    }
  });
});

interface Facts {
  document: { customizationID: string; profileID: string };
  elements: { path: string; card: string }[];
  status: { code: ResponseStatus; reason_required: boolean }[];
  reason: { codes: Record<string, string> };
  action: { codes: Record<string, string> };
}

const whole = (path: string): string =>
  path.startsWith('cac:Status/') ? `cac:DocumentResponse/cac:Response/${path}` : path;

function expand(path: string): string[] {
  const [, before, choices, after] = /^(.*)\{(.*)\}(.*)$/.exec(path) ?? [];
  return choices === undefined ? [path] : choices.split(',').map((choice) => `${before}${choice}${after}`);
}

function leaves(node: unknown, path = ''): string[] {
  if (typeof node === 'string') return [path];
  if (Array.isArray(node)) return node.flatMap((each) => leaves(each, path));
  return Object.entries(node as object).flatMap(([name, child]) => {
    if (name.startsWith('@')) return [];
    return leaves(child, name === '#text' ? path : [path, name].filter(Boolean).join('/'));
  });
}
