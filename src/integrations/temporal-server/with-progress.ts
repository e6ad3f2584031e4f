const firstMs = 2_000;
const everyMs = 15_000;

/** Says `what` after two seconds and then every fifteen, with the time it has taken. */
export async function withProgress<T>(what: string, onProgress: (line: string) => void, work: Promise<T>): Promise<T> {
  const began = Date.now();
  const say = (): void => {
    const seconds = Math.round((Date.now() - began) / 1000);
    onProgress(`${what} (${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')})`);
  };
  const first = setTimeout(say, firstMs);
  const every = setInterval(say, everyMs);
  try {
    return await work;
  } finally {
    clearTimeout(first);
    clearInterval(every);
  }
}
