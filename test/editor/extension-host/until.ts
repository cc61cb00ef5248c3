/** Waiting for what VS Code does in its own time. */

const patience = 30_000;

/** Returns once a condition holds; throws with its description where it does not within half a minute. */
export async function until(condition: () => boolean, description: string): Promise<void> {
  const end = Date.now() + patience;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`Not within ${patience / 1000} s: ${description}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
