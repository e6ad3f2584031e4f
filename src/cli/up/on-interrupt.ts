const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const ECHO_MS = 1_000;
const INTERRUPTED = 130;

/** Calls `stop` at the first Ctrl-C and ends the process at the second. Returns how to let go of the signals. */
export function onInterrupt(stop: () => void): () => void {
  let first: number | undefined;
  const onSignal = (): void => {
    if (first === undefined) {
      first = Date.now();
      stop();
    } else if (Date.now() - first > ECHO_MS) {
      process.exit(INTERRUPTED); // servers of ours are asked to end as the process exits
    }
    // else: npm passes on the Ctrl-C that the terminal has sent to both of us
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}
