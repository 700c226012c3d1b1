import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { embeddedOptions, type StackOptions } from "./options.ts";
import { type Stack, startStack } from "./startStack.ts";

/** For tests: the whole product on free ports with state of its own, which goes with it. No pages unless asked for. */
export async function testStack(options: Partial<StackOptions> = {}): Promise<Stack> {
  const stateDir = mkdtempSync(join(tmpdir(), "worldland-stack-"));
  const remove = () => rmSync(stateDir, { recursive: true, force: true });
  try {
    const stack = await startStack(embeddedOptions(stateDir, options));
    return {
      ...stack,
      async close() {
        await stack.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
