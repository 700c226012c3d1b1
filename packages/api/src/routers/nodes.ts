import { parseJobId } from "@worldland/core/id";
import { parseWl, ratePerSecondNearest } from "@worldland/core/money";
import { Refusal } from "@worldland/core/refusal";
import { RELIABILITY_DAYS } from "@worldland/core/rental/reliability";
import { isSealKey } from "@worldland/core/sealed";
import {
  earningsInput,
  earningsOutput,
  hostedRentalsInput,
  hostedRentalsOutput,
  joinNodeInput,
  joinView,
  maintenanceInput,
  nodeInput,
  nodesOutput,
  providerProfile,
  registerInput,
  setPriceInput,
  usageInput,
  usageOutput,
} from "@worldland/core/wire/console";
import { nothing } from "@worldland/core/wire/fields";
import { jobInput, stopOutput } from "@worldland/core/wire/rental";
import { readClock } from "@worldland/db/clock";
import { askNodeJoin } from "@worldland/db/commands/askNodeJoin";
import { registerProvider } from "@worldland/db/commands/registerProvider";
import { setMaintenance } from "@worldland/db/commands/setMaintenance";
import { setPrice } from "@worldland/db/commands/setPrice";
import { stopRental } from "@worldland/db/commands/stopRental";
import { takeJoinLine } from "@worldland/db/commands/takeJoinLine";
import type { Database } from "@worldland/db/database";
import { accountOf } from "@worldland/db/queries/account/accountOf";
import { earnedByDay } from "@worldland/db/queries/earnings/earnedByDay";
import { endingsOf } from "@worldland/db/queries/earnings/endingsOf";
import { unsettledRentals } from "@worldland/db/queries/earnings/unsettledRentals";
import { gpuUsage } from "@worldland/db/queries/nodes/gpuUsage";
import { hostedRentals } from "@worldland/db/queries/nodes/hostedRentals";
import { joinOf, type OwnJoin } from "@worldland/db/queries/nodes/joinOf";
import { nodeOf } from "@worldland/db/queries/nodes/nodeOf";
import { nodesOf } from "@worldland/db/queries/nodes/nodesOf";
import { providerOf } from "@worldland/db/queries/nodes/providerOf";
import { reliabilityOf } from "@worldland/db/queries/providers/reliabilityOf";
import { pageOf } from "../paging/pageOf.ts";
import { router, sessionProcedure, walletProcedure } from "../trpc.ts";
import { earningsView, onNode, pendingOf, WEEK_DAYS } from "../views/earningsView.ts";
import { hostedRentalView } from "../views/hostedRentalView.ts";
import { joinView as viewJoin } from "../views/joinView.ts";
import { nodeView } from "../views/nodeView.ts";
import { profileView } from "../views/profileView.ts";
import { usageSteps, usageView } from "../views/usageView.ts";

/** A provider's console: everything here is the caller's own, and another's is `not_found`. */
export const nodesRouter = router({
  profile: sessionProcedure
    .input(nothing)
    .output(providerProfile)
    .query(async ({ ctx: { db, wallet } }) => profileView(await providerOf(db, wallet))),
  register: sessionProcedure
    .input(registerInput)
    .output(providerProfile)
    .mutation(async ({ ctx: { db, wallet }, input: { name } }) => {
      await registerProvider(db, { address: wallet, name });
      return profileView(await providerOf(db, wallet));
    }),
  list: sessionProcedure
    .input(nothing)
    .output(nodesOutput)
    .query(({ ctx: { db, wallet } }) => listNodes(db, wallet)),
  setMaintenance: sessionProcedure
    .input(maintenanceInput)
    .output(nodesOutput)
    .mutation(async ({ ctx: { db, wallet: provider }, input: { node: name, on } }) => {
      await setMaintenance(db, { ...(await ownNode(db, provider, name)), provider, on });
      return listNodes(db, provider);
    }),
  setPrice: sessionProcedure
    .input(setPriceInput)
    .output(nodesOutput)
    .mutation(async ({ ctx: { db, wallet: provider }, input }) => {
      await setPrice(db, {
        provider,
        offerId: input.offer_id,
        gpuRate: hourlyRate(input.price_per_gpu_hour),
        cpuRate: hourlyRate(input.price_per_core_hour),
        memoryRate: hourlyRate(input.price_per_memory_gb_hour),
        storageRate: hourlyRate(input.price_per_storage_gb_hour),
      });
      return listNodes(db, provider);
    }),
  join: sessionProcedure
    .input(joinNodeInput)
    .output(joinView)
    .mutation(async ({ ctx: { db, config, wallet: provider }, input: { public_key: sealedTo } }) => {
      if (!(await isSealKey(sealedTo))) {
        throw new Refusal("invalid_request", "Nothing can be sealed to this public_key.");
      }
      const { nodeName } = await askNodeJoin(db, { provider, clusterId: config.clusterId, sealedTo });
      return viewJoin(await ownJoin(db, provider, nodeName));
    }),
  joinStatus: sessionProcedure
    .input(nodeInput)
    .output(joinView)
    .query(async ({ ctx: { db, wallet }, input: { node } }) => viewJoin(await ownJoin(db, wallet, node))),
  takeJoinLine: sessionProcedure
    .input(nodeInput)
    .output(joinView)
    .mutation(async ({ ctx: { db, wallet: provider }, input: { node: nodeName } }) => {
      const line = await takeJoinLine(db, { provider, nodeName });
      return viewJoin(await ownJoin(db, provider, nodeName), line);
    }),
  usage: sessionProcedure
    .input(usageInput)
    .output(usageOutput)
    .query(async ({ ctx: { db, wallet: provider }, input: { node, days } }) => {
      if (node !== undefined) await ownNode(db, provider, node);
      const { stepS, steps } = usageSteps(days);
      return usageView(await gpuUsage(db, { provider, nodeName: node, stepS, steps }), stepS);
    }),
  earnings: walletProcedure("account:read")
    .meta({ openapi: { method: "GET", path: "/provider/earnings" } })
    .input(earningsInput)
    .output(earningsOutput)
    .query(async ({ ctx: { db, wallet }, input }) => {
      const node = input.node === undefined ? null : await ownNode(db, wallet, input.node);
      const earned = await earnedByDay(db, wallet, Math.max(input.days, WEEK_DAYS), node);
      const all = await unsettledRentals(db, "provider", wallet);
      const unsettled = node === null ? all : onNode(all, node);
      const nodes = (await nodesOf(db, wallet)).filter((own) => node === null || isSame(own.node, node));
      const { available } = await accountOf(db, wallet);
      const reliability = (await reliabilityOf(db, [wallet])).get(wallet) ?? null;
      const endings = await endingsOf(db, wallet, RELIABILITY_DAYS);
      return earningsView(input, { earned, unsettled, nodes, available, reliability, endings }, await readClock(db));
    }),
  rentals: walletProcedure("account:read")
    .meta({ openapi: { method: "GET", path: "/provider/rentals" } })
    .input(hostedRentalsInput)
    .output(hostedRentalsOutput)
    .query(async ({ ctx: { db, config, wallet: provider }, input }) => {
      const node = input.node === undefined ? null : await ownNode(db, provider, input.node);
      const page = pageOf(config.sessionSecret, ["nodes.rentals", provider, input.node ?? null], input);
      const rows = await hostedRentals(db, { provider, node, before: page.before, limit: page.fetch });
      const { shown, next_cursor } = page.cut(rows, ({ row }) => row.id);
      const now = await readClock(db);
      return { rentals: shown.map((hosted) => hostedRentalView(hosted, now)), next_cursor };
    }),
  stopRental: sessionProcedure
    .input(jobInput)
    .output(stopOutput)
    .mutation(async ({ ctx: { db, wallet }, input: { id } }) => {
      const rentalId = parseJobId(id);
      if (rentalId === null) throw new Refusal("not_found");
      await stopRental(db, { rentalId, by: "provider", wallet });
      return { message: "The rental is being stopped.", job_id: id };
    }),
});

async function listNodes(db: Database, provider: string) {
  const unsettled = await unsettledRentals(db, "provider", provider);
  const now = await readClock(db);
  const nodes = await nodesOf(db, provider);
  return { nodes: nodes.map((own) => nodeView(own, pendingOf(onNode(unsettled, own.node), now))) };
}

function isSame(one: NodeKey, other: NodeKey): boolean {
  return one.clusterId === other.clusterId && one.name === other.name;
}
type NodeKey = { readonly clusterId: string; readonly name: string };

async function ownNode(db: Database, provider: string, name: string) {
  const node = await nodeOf(db, provider, name);
  if (node === null) throw new Refusal("not_found");
  return node;
}

async function ownJoin(db: Database, provider: string, nodeName: string): Promise<OwnJoin> {
  const join = await joinOf(db, provider, nodeName);
  if (join === null) throw new Refusal("not_found");
  return join;
}

/** Decimal WL an hour, as the schema lets it in, to the nearest wei a second. */
function hourlyRate(wl: string): bigint {
  return ratePerSecondNearest(parseWl(wl) ?? 0n);
}
