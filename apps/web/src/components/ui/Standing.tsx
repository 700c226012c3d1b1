import { Badge } from "./Badge.tsx";

/** How far an entry of the chain has come: seen in a block that a reorg may still take back, or final. */
export function Standing({ final }: { final: boolean }) {
  return (
    <span
      title={final ? "Deep enough in the chain to stay." : "In a block; a few more must follow before it is final."}
    >
      <Badge tone={final ? "neutral" : "warn"} live={!final}>
        {final ? "final" : "seen"}
      </Badge>
    </span>
  );
}
