const armed = process.env['SEAWORTHY_FAULT']?.split(':'); // name:nth, armed by tests only
let passed = 0;

/** A named place where durability is decided. Tests make the process die here (`SEAWORTHY_FAULT=name:nth`); otherwise it does nothing. */
export function faultPoint(name: string): void {
  if (armed?.[0] === name && ++passed === Number(armed[1] ?? 1)) process.kill(process.pid, 'SIGKILL');
}
