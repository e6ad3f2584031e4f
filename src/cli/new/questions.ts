/** What is asked of whoever owns the process, in this order: the workflow before any technology. A flag of the same name answers it as well. */
export const questions = [
  { key: 'trigger', many: false, ask: 'What starts it?', example: 'a customer writes about an order' },
  {
    key: 'input',
    many: true,
    ask: 'What does it start with? First what a run is about, then what is said of it',
    example: 'order: number of the order',
  },
  { key: 'output', many: false, ask: 'What is there when it is done?', example: 'the customer has the money back' },
  { key: 'system', many: true, ask: 'Which systems does it meet?', example: 'shop: orders and payments' },
  {
    key: 'read',
    many: true,
    ask: 'What is looked up, in which system?',
    example: 'find-order in shop: find the order',
  },
  { key: 'judge', many: false, ask: 'What is there to work out?', example: 'judge what our policy allows' },
  {
    key: 'write',
    many: true,
    ask: 'What may then be done, in which system? Without "above", a person approves each time',
    example: 'refund in shop above 100: pay the money back',
  },
  {
    key: 'end',
    many: true,
    ask: 'What else may be decided, that does nothing in a system?',
    example: 'refused: our policy does not allow it',
  },
  {
    key: 'exception',
    many: true,
    ask: 'What does it mean where something is not found?',
    example: 'find-order: the shop does not know the order',
  },
  { key: 'person', many: false, ask: 'Who takes over what the agent cannot do?', example: 'support-clerk' },
  { key: 'approver', many: false, ask: 'Who approves?', example: 'support-lead' },
] as const;

export type Key = (typeof questions)[number]['key'];
export type Answers = Partial<Record<Key, readonly string[]>>;
