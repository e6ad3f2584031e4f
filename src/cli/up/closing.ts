/** What has been started, ended in the reverse order. */
export class Closing {
  private readonly steps: { name: string; close: () => Promise<unknown> }[] = [];

  add(name: string, close: () => Promise<unknown>): void {
    this.steps.push({ name, close });
  }

  /** Ends everything, also when something does not want to end. @throws Error that says what did not */
  async closeAll(onStep: (name: string) => void): Promise<void> {
    const failures: string[] = [];
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      const { name, close } = step;
      onStep(name);
      await close().catch((error: unknown) => failures.push(`${name}: ${(error as Error).message}`));
    }
    if (failures.length > 0) throw new Error(`Not everything ended in good order. ${failures.join(' ')}`);
  }
}
