"""Builds the books of a small company in Tryton, for tests: build-books.py CONFIG BOOKS

CONFIG is trytond's configuration, BOOKS a JSON file with suppliers, orders, receipts and invoices, as test/tryton/books.ts writes it.
"""
import datetime as dt
import json
import os
import sqlite3
import sys
from decimal import Decimal

os.environ.setdefault('DB_NAME', 'erp')  # trytond.tests reads it when it is imported

from proteus import Model, config  # noqa: E402

CONFIG, BOOKS = sys.argv[1:]
with open(BOOKS) as file:
    books = json.load(file)
config.set_trytond('sqlite:///erp', user='admin', config_file=CONFIG)

from stdnum.eu import vat as eu_vat  # noqa: E402
from trytond.modules.account.tests.tools import (  # noqa: E402
    create_chart, create_fiscalyear, create_tax, get_accounts)
from trytond.modules.account_invoice.tests.tools import (  # noqa: E402
    create_payment_term, set_fiscalyear_invoice_sequences)
from trytond.modules.company.tests.tools import create_company, get_company  # noqa: E402
from trytond.modules.currency.tests.tools import get_currency  # noqa: E402


def day(text):
    return dt.date.fromisoformat(text)


def find(model, *domain):
    found, = Model.get(model).find(list(domain), limit=1)
    return found


def found_company():
    create_company(currency=get_currency('EUR'))
    company = get_company()
    days = [day(it['date']) for it in books['orders'] + books['receipts'] + books['invoices']]
    for year in sorted({it.year for it in days} | {dt.date.today().year}):
        fiscalyear = create_fiscalyear(company, today=dt.date(year, 6, 1))
        set_fiscalyear_invoice_sequences(fiscalyear).click('create_period')
    create_chart(company)
    Bank, Party = Model.get('bank'), Model.get('party.party')
    party = Party(name='Deichbank')
    party.save()
    bank = Bank(party=party)
    bank.save()
    term = create_payment_term()
    term.lines[0].relativedeltas.new(days=30)
    term.save()
    return company, get_accounts(company), bank, term


company, accounts, bank, term = found_company()
taxes, units, buyers = {}, {}, {}


def goods_category(rate):
    """What is bought at a rate of tax."""
    if rate not in taxes:
        category = Model.get('product.category')(
            name='Goods at %s %%' % rate, accounting=True,
            account_expense=accounts['expense'], account_revenue=accounts['revenue'])
        if Decimal(rate):
            tax = create_tax(Decimal(rate) / 100)
            tax.save()
            category.supplier_taxes.append(tax)
        category.save()
        taxes[rate] = category
    return taxes[rate]


SYMBOLS = {'H87': 'u', 'C62': 'u', 'KGM': 'kg', 'GRM': 'g', 'MTR': 'm', 'LTR': 'l', 'HUR': 'h', 'DAY': 'd'}


def unit(code):
    """Of UN/ECE Recommendation 20. Tryton comes without tonnes, and with packages of no kind."""
    if code not in units:
        Uom = Model.get('product.uom')
        if code in SYMBOLS:
            units[code], = Uom.find([('symbol', '=', SYMBOLS[code])])
        else:
            tonne = code == 'TNE'
            units[code] = Uom(
                name=code, symbol='t' if tonne else code, digits=3 if tonne else 0, rounding=0.001 if tonne else 1.0,
                category=find('product.uom.category', ('name', '=', 'Weight' if tonne else 'Units')),
                factor=1000.0 if tonne else 1.0, rate=0.001 if tonne else 1.0)
            units[code].save()
    return units[code]


def buyer(email):
    """An employee who orders, known by an e-mail address."""
    if email not in buyers:
        party = Model.get('party.party')(name=email.split('@')[0])
        party.contact_mechanisms.new(type='email', value=email)
        party.save()
        employee = Model.get('company.employee')(party=party, company=company)
        employee.save()
        user = find('res.user', ('login', '=', 'admin'))
        user.employees.append(employee)
        user.save()
        buyers[email] = employee
    return buyers[email]


def add_supplier(it):
    party = Model.get('party.party')(name=it['name'], supplier_payment_term=term)
    if it.get('vatId'):
        identifier = party.identifiers.new(code=it['vatId'])
        if eu_vat.is_valid(it['vatId']):
            identifier.type = 'eu_vat'
    if it.get('gln'):
        party.identifiers.new(code=it['gln'])
    if it.get('email'):
        party.contact_mechanisms.new(type='email', value=it['email'])
    party.addresses[0].city = 'Hafenstadt'
    party.save()
    for iban in it['accounts']:
        account = Model.get('bank.account')(bank=bank)
        account.owners.append(Model.get('party.party')(party.id))
        account.numbers.new(type='iban', number=iban)
        try:
            account.save()
        except Exception:  # no IBAN
            account.numbers[0].type = 'other'
            account.save()
    if it['blocked']:
        party.active = False
        party.save()
    return party


def add_product(supplier, line, price):
    template = Model.get('product.template')(
        name=line['name'], code=line['item'], type='goods', default_uom=unit(line['unit']), purchasable=True,
        list_price=Decimal(line['price']), account_category=goods_category(line['rate']))
    template.products[0].cost_price = Decimal(line['price'])
    template.save()
    listed = Model.get('purchase.product_supplier')(
        template=template, party=supplier, code=line['item'], currency=get_currency(price['currency']))
    listed.prices.new(quantity=0, unit_price=Decimal(price['price']))
    listed.save()
    agreed[listed.prices[0].id] = price['validFrom']
    return template.products[0]


def add_order(it):
    supplier = suppliers[it['supplier']]
    config.get_config()._context['employee'] = buyer(it['buyer']).id
    Order = Model.get('purchase.purchase')
    order = Order(
        party=supplier, purchase_date=day(it['date']), payment_term=term, invoice_method=it['method'],
        currency=get_currency(it['currency']))
    lines = {}
    for line in it['lines']:
        key = (it['supplier'], line['item'], line['unit'], line['rate'])
        if key not in products:
            price = next(p for p in books['prices'] if (p['supplier'], p['item']) == (it['supplier'], line['item']))
            products[key] = add_product(supplier, line, price)
        added = order.lines.new()
        added.product = products[key]
        added.quantity = float(line['quantity'])
        added.unit_price = Decimal(line['price'])
    order.save()
    # Tryton numbers orders itself, and keeps a number that is there.
    Order._proxy.write([order.id], {'number': it['number']}, config.get_config().context)
    order.reload()
    order.click('quote')
    order.click('confirm')
    order.reload()
    for line, added in zip(it['lines'], order.lines):
        lines[line['id']] = added.id
    orders[it['supplier'], it['number']] = order, lines


def receive(it):
    order, lines = orders[it['supplier'], it['order']]
    quantities = {lines[line['orderLine']]: float(line['quantity']) for line in it['lines']}
    Move = Model.get('stock.move')
    if it['kind'] == 'receipt':
        shipment = Model.get('stock.shipment.in')(
            supplier=order.party, warehouse=order.warehouse, effective_date=day(it['date']))
        order.reload()
        for move in order.moves:
            if move.state == 'draft' and move.origin.id in quantities:
                shipment.incoming_moves.append(Move(move.id))
        shipment.save()
        for move in shipment.incoming_moves:
            move.quantity = quantities[move.origin.id]
        shipment.save()
        shipment.click('receive')
    else:
        shipment = Model.get('stock.shipment.in.return')(
            supplier=order.party, from_location=order.warehouse.storage_location,
            to_location=order.party.supplier_location, effective_date=day(it['date']))
        for line in order.lines:
            if line.id in quantities:
                shipment.moves.append(Move(
                    product=line.product, uom=line.unit, quantity=quantities[line.id], unit_price=line.unit_price,
                    currency=order.currency, company=company, from_location=shipment.from_location,
                    to_location=shipment.to_location, origin=line))
        shipment.save()
        shipment.click('wait')
        shipment.click('assign_force')
    shipment.click('done')
    order.reload()


def add_invoice(it):
    invoice = Model.get('account.invoice')(
        type='in', party=suppliers[it['supplier']], reference=it['number'], invoice_date=day(it['date']),
        currency=get_currency(it['currency']))
    line = invoice.lines.new()
    line.account = accounts['expense']
    line.description = 'As entered by hand'
    line.quantity = 1
    line.unit_price = Decimal(it['amount'])
    invoice.click('post')


agreed, products, orders = {}, {}, {}
suppliers = {it['id']: add_supplier(it) for it in books['suppliers']}
for it in books['orders']:
    add_order(it)
for it in books['receipts']:
    receive(it)
for it in books['invoices']:
    add_invoice(it)

# Tryton's price lists have no days: what tells since when a price is agreed is when it was entered.
with sqlite3.connect(os.path.join(os.path.dirname(CONFIG), 'db', 'erp.sqlite')) as database:
    for price, since in agreed.items():
        database.execute(
            'update purchase_product_supplier_price set create_date = ?, write_date = null where id = ?',
            (since + ' 08:00:00', price))
