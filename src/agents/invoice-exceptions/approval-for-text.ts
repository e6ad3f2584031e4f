import type { ApprovalRule } from '../../contracts/activities';

/** A scheme, an address, or a name with a dot and a top-level domain; written however it may be read. */
const LINK = /:\/\/|www\.|@|\p{L}[\p{L}\p{N}-]*\.\p{L}{2,}/iu;
const INVISIBLE = /[\p{Cf}\p{Mn}]/gu;
const OTHER_DOTS = /[\u3002\uFF0E\uFF61\u2024]/g;

/** What leaves in our name is written by an agent that reads texts of others: where it leads people somewhere, a person looks first. */
export function approvalForText(...texts: readonly string[]): ApprovalRule | false {
  const leads = texts.some((text) => LINK.test(text.normalize('NFKC').replace(OTHER_DOTS, '.').replace(INVISIBLE, '')));
  return leads && { rule: 'outgoing-link', role: 'ap-clerk', within: '2 days', escalateTo: 'ap-lead' };
}
