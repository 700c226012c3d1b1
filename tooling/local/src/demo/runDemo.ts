import { explain } from "../stack/explain.ts";
import type { Stack } from "../stack/startStack.ts";
import { agreement } from "./agreement.ts";
import { budget } from "./budget.ts";
import { expiry } from "./expiry.ts";
import { extension } from "./extension.ts";
import { nodeLost } from "./nodeLost.ts";
import { refused } from "./refused.ts";
import { sessionKey } from "./sessionKey.ts";
import { stoppedEarly } from "./stoppedEarly.ts";
import { type Story, startStory } from "./story.ts";
import { walk } from "./walk.ts";
import { enterWorld, type World } from "./world.ts";

const CHAPTERS: readonly ((world: World) => Promise<void>)[] = [
  walk,
  expiry,
  stoppedEarly,
  refused,
  budget,
  extension,
  sessionKey,
  nodeLost,
  agreement,
];

/** Tells the whole story on a fresh stack. Answers how much of it did not hold. */
export async function runDemo(stack: Stack, say: (line: string) => void): Promise<number> {
  const story: Story = startStory(say);
  const world = await enterWorld(stack, story);
  try {
    for (const chapter of CHAPTERS) {
      await chapter(world).catch((error: unknown) => story.fail(explain(error)));
    }
  } finally {
    world.close();
  }
  return story.failures();
}
