import { accountRouter } from "./routers/account.ts";
import { apiKeysRouter } from "./routers/apiKeys.ts";
import { authRouter } from "./routers/auth.ts";
import { extensionsRouter } from "./routers/extensions.ts";
import { grantsRouter } from "./routers/grants.ts";
import { liveRouter } from "./routers/live.ts";
import { networkRouter } from "./routers/network.ts";
import { nodesRouter } from "./routers/nodes.ts";
import { offersRouter } from "./routers/offers.ts";
import { operatorRouter } from "./routers/operator.ts";
import { providersRouter } from "./routers/providers.ts";
import { rentalsRouter } from "./routers/rentals.ts";
import { sshKeysRouter } from "./routers/sshKeys.ts";
import { statementsRouter } from "./routers/statements.ts";
import { workloadsRouter } from "./routers/workloads.ts";
import { createCallerFactory, router } from "./trpc.ts";

/** Every procedure there is. REST paths are made from the same ones (see rest/). */
export const appRouter = router({
  auth: authRouter,
  apiKeys: apiKeysRouter,
  sshKeys: sshKeysRouter,
  network: networkRouter,
  account: accountRouter,
  statements: statementsRouter,
  grants: grantsRouter,
  offers: offersRouter,
  providers: providersRouter,
  rentals: rentalsRouter,
  workloads: workloadsRouter,
  extensions: extensionsRouter,
  nodes: nodesRouter,
  operator: operatorRouter,
  live: liveRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without HTTP, as the REST router does. */
export const createCaller = createCallerFactory(appRouter);
