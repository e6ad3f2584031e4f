/** What has been started, ended in the reverse order. */
export class Closing {
  private readonly steps: { name: string; close: () => Promise<unknown> }[] = [];

  add(name: string, close: () => Promise<unknown>): void {
    this.steps.push({ name, close });
  }

  /** Ends everything, also when something does not want to end. Returns what went wrong, in words. */
  async closeAll(onStep: (name: string) => void): Promise<string[]> {
    const failures: string[] = [];
    for (let step = this.steps.pop(); step; step = this.steps.pop()) {
      onStep(step.name);
      await step.close().catch((error: unknown) => {
        failures.push(
          `${step.name} did not end in good order: ${error instanceof Error ? error.message : String(error)}`,
        );
      });
    }
    return failures;
  }
}
