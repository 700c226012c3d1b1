import { PRESET_IMAGES } from "@worldland/core/images";
import { networkView } from "@worldland/core/wire/account";
import { nothing } from "@worldland/core/wire/fields";
import { imageDigests } from "@worldland/db/queries/catalogue/imageDigests";
import { networkState } from "@worldland/db/queries/catalogue/networkState";
import { publicProcedure, router } from "../trpc.ts";

export const networkRouter = router({
  get: publicProcedure
    .input(nothing)
    .output(networkView)
    .query(async ({ ctx: { db, config } }) => {
      const references = PRESET_IMAGES.map((image) => image.reference);
      const [state, digests] = await Promise.all([networkState(db), imageDigests(db, references)]);
      const { head, now, feeBps } = state;
      return {
        chain_id: config.chainId,
        chain_name: config.chainName,
        vault: config.vault,
        token: config.token,
        symbol: config.symbol,
        confirmations: config.confirmations,
        delegate: config.delegate,
        fee_bps: feeBps,
        explorer: config.explorer,
        local: config.local,
        // An image without a digest cannot be rented, so it is not shown.
        images: PRESET_IMAGES.filter(({ reference }) => digests.has(reference)).map((image) => ({ ...image })),
        custom_images: config.customImages,
        now: now.toISOString(),
        head: head && { block: Number(head.block), at: head.at.toISOString() },
      };
    }),
});
