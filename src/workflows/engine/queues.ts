/** The queue of what goes out to people and other services, beside a queue of workflows. */
export function notifyQueue(mainQueue: string): string {
  return mainQueue === 'seaworthy' ? 'notify' : `${mainQueue}.notify`;
}

/** The queue of what comes in; served where the mailbox and the folder are known. */
export function intakeQueue(mainQueue: string): string {
  return mainQueue === 'seaworthy' ? 'intake' : `${mainQueue}.intake`;
}
