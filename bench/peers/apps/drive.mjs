// The bench says over IPC how many runs to make, and how many at a time.
let made = 0;

/** `run(turns, bytes, id)` makes one run and says how many turns it took. `stored(ids)`: bytes kept elsewhere than in the database. */
export function drive(run, { stored = async () => 0, stop = async () => undefined } = {}) {
  async function runs({ turns, bytes, count, atOnce }) {
    const ids = [];
    const began = performance.now();
    const one = async () => {
      while (ids.length < count) {
        const id = `r${process.pid}-${made++}`;
        ids.push(id);
        const taken = await run(turns, bytes, id);
        if (taken !== turns) throw new Error(`${taken} turns instead of ${turns}`);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, one));
    return { ms: performance.now() - began, ids };
  }
  const commands = { runs, stored: ({ ids }) => stored(ids) };
  process.on('message', async ({ command, ...options }) => {
    try {
      process.send({ value: await commands[command](options) });
    } catch (error) {
      process.send({ error: error?.stack ?? String(error) });
    }
  });
  const end = () => stop().then(() => process.exit(0));
  process.on('SIGTERM', end);
  process.on('disconnect', end);
  process.send({ value: 'ready' });
}
