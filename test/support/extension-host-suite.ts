/** A minimal suite for tests that run inside VS Code's extension host, and the lines in which it reports to the outside. */

/** One test's outcome as it travels over the console; `error` is null where it passed. */
export interface HostTestResult {
  readonly name: string;
  readonly error: string | null;
}

/** Marks the console lines that are results. */
export const resultPrefix = 'backprop-lens-result ';

interface HostTest {
  readonly name: string;
  readonly body: () => Promise<void> | void;
}

const registered: HostTest[] = [];
const longestTest = 60_000;

/** Registers a test of the extension host. */
export function hostTest(name: string, body: HostTest['body']): void {
  registered.push({ name, body });
}

/** Runs the registered tests one after the other and prints one result line each; it never throws for a failed test. */
export async function runHostTests(): Promise<void> {
  for (const { name, body } of registered) {
    const error = await Promise.race([failureOf(body), timeout()]);
    const result: HostTestResult = { name, error };
    console.log(resultPrefix + JSON.stringify(result));
  }
}

async function failureOf(body: HostTest['body']): Promise<string | null> {
  try {
    await body();
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

async function timeout(): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, longestTest));
  return `The test did not end within ${longestTest / 1000} s.`;
}
