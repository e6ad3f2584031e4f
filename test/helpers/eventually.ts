/** Waits until `condition` holds; fails after `seconds`. */
export async function eventually(condition: () => Promise<boolean> | boolean, seconds = 60): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await condition());) {
    if (Date.now() > end) throw new Error(`It did not come to hold within ${seconds} s.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
