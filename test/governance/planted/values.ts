/** Secrets that can be recognised wherever they turn up; none looks like one, so that only knowing them finds them. */
export const secrets = {
  model: 'mk_planted_model_8f3b2c6d9e',
  erp: 'erp/planted+secret&4711=ä',
  database: 'db#planted/pass@word:1848',
  mail: 'smtp%planted pass~word',
} as const;

/** Values of people, as a supplier may put them into an invoice, and as systems may say them in errors. */
export const people = {
  name: 'Wilhelmine Klabautermann',
  phone: '+49 431 5550199',
  email: 'wilhelmine@klabauter-privat.example',
  iban: 'DE02120300000000202051',
} as const;

const { name, phone, email, iban } = people;
export const note = `Fragen an ${name}, ${email}, ${phone}; Konto DE02 1203 0000 0000 2020 51, früher ${iban}.`;

/** The same invoice with people in it: as contact, in a note, in the description of an item. */
export function planted(xml: string): string {
  return xml
    .replace('<cbc:DocumentCurrencyCode>', `<cbc:Note>${note}</cbc:Note>$&`)
    .replace('<cac:Contact>', `$&<cbc:Name>${name}</cbc:Name><cbc:Telephone>${phone}</cbc:Telephone>`)
    .replace('<cac:Item>', `$&<cbc:Description>für ${name} (${email})</cbc:Description>`)
    .replace('</rsm:ExchangedDocument>', `<ram:IncludedNote><ram:Content>${note}</ram:Content></ram:IncludedNote>$&`)
    .replace(
      /<ram:SellerTradeParty>[^]*?<\/ram:Name>/,
      `$&<ram:DefinedTradeContact><ram:PersonName>${name}</ram:PersonName><ram:TelephoneUniversalCommunication><ram:CompleteNumber>${phone}</ram:CompleteNumber></ram:TelephoneUniversalCommunication></ram:DefinedTradeContact>`,
    );
}

/** What a system that is beside itself may answer: our own credentials, a connection string, a stack trace, and whom it was about. */
export function outburst(credentials: string): string {
  return `${note} cannot open postgres://books:${secrets.database}@books.example/erp with ${secrets.erp} and ${credentials}\n    at Books.open (/srv/erp/books.js:12:7)`;
}
