/** A person is known by who vouches for them and by what they are called there. */
export interface Identity {
  issuer: string;
  subject: string;
}

export function nameOf({ issuer, subject }: Identity): string {
  return `${issuer}|${subject}`;
}
