import { LIMITS, PERIODS } from "@worldland/core/limits";
import type { Metadata } from "next";
import { durationText } from "../../../clock/time.ts";
import { Facts, Prose } from "../../../docs/Prose.tsx";

export const metadata: Metadata = { title: "Limits" };

const from = ({ min, max }: { min: number; max: number }, unit: string) => `${min} to ${max} ${unit}`;

export default function Limits() {
  return (
    <Prose
      title="Limits"
      lead="What one rental can ask for, and the periods the platform keeps. Form, API and database take them from the same place as this page."
    >
      <h2>One rental</h2>
      <Facts
        head={["What", "Limits"]}
        rows={[
          ["GPUs", from(LIMITS.gpuCount, "of one node")],
          ["CPU", from(LIMITS.cpuCores, "cores")],
          ["Memory", from(LIMITS.memoryGb, "GB")],
          ["Storage", from(LIMITS.storageGb, "GB")],
          ["Term", `${LIMITS.durationHours.min} hour to ${LIMITS.durationHours.max / 24} days, in whole hours`],
          ["Password", from(LIMITS.passwordBytes, "bytes")],
          ["SSH keys", `up to ${LIMITS.sshKeys.max}`],
          ["Environment", `up to ${LIMITS.env.max} variables of at most ${LIMITS.env.valueBytes} bytes`],
          ["Start script", `at most ${LIMITS.onStartBytes} bytes`],
          ["Name", from(LIMITS.nameCharacters, "characters")],
        ]}
      />
      <p>GB are units of 2³⁰ bytes. What is asked for must be free on the offer's node, in every dimension.</p>
      <h2>Periods</h2>
      <Facts
        head={["Period", "Length"]}
        rows={[
          [
            "From the click until it must be reachable, or it ends free of charge",
            durationText(PERIODS.startDeadlineS),
          ],
          ["A quote can be signed for", durationText(PERIODS.orderDeadlineS - PERIODS.quoteMarginS)],
          ["Your container is looked at from outside every", durationText(PERIODS.probeIntervalS)],
          ["A single pause that ends a rental is longer than", durationText(PERIODS.pauseLimitS)],
          ["Pauses of one day that end a rental are longer than", durationText(PERIODS.dailyPauseLimitS)],
          ["A silent node counts as lost after", durationText(PERIODS.nodeLostS)],
          ["Rentals of a lost node wait for it", durationText(PERIODS.nodeReturnS)],
          ["An extension must be signed before the end by", durationText(PERIODS.extensionMarginS)],
          ["A session lasts", durationText(PERIODS.sessionS)],
          ["A line to add a node is good for", durationText(PERIODS.joinTokenS)],
        ]}
      />
    </Prose>
  );
}
