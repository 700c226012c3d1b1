/** The product's limits, said once for form, API and database. GB in the interface means GiB. */
export const LIMITS = {
  gpuCount: { min: 1, max: 8 },
  cpuCores: { min: 2, max: 64 },
  memoryGb: { min: 8, max: 256 },
  storageGb: { min: 20, max: 500 },
  durationHours: { min: 1, max: 720 },
  passwordBytes: { min: 8, max: 72 },
  nameCharacters: { min: 1, max: 100 },
  sshKeys: { max: 20, bytes: 8192 },
  /** Saved SSH keys of one wallet: a rental can have them all. */
  savedSshKeys: 20,
  env: { max: 64, keyBytes: 128, valueBytes: 4096 },
  onStartBytes: 16_384,
} as const;

/** What the vault allows as a term, in seconds. */
export const TERM_SECONDS = { min: 3600, max: 2_592_000 } as const;

/** Lifecycle periods in seconds; the reasons stand in docs/lifecycle.md. */
export const PERIODS = {
  /** From the click until the first good probe. */
  startDeadlineS: 600,
  /** From quote to the order's deadline on chain. */
  orderDeadlineS: 600,
  /** A block that still met the order's deadline may be seen this much later. */
  mirrorSlackS: 30,
  /** A rental that waits for the worker is looked at again after this long, should every nudge be lost. */
  backstopS: 15,
  /** A quote is offered until this long before its deadline, so that a signed order can still be mined. */
  quoteMarginS: 120,
  /** An extension is accepted until this long before the rental expires. */
  extensionMarginS: 120,
  /** How often the public address is probed. */
  probeIntervalS: 10,
  /** Two good probes at most this far apart prove the seconds between them; also the longest unproven tail. */
  proofGapS: 30,
  /** Time in which our own prober did not run is bridged up to this long (plus one proof gap). */
  bridgeS: 600,
  /** One pause longer than this ends the rental. */
  pauseLimitS: 600,
  /** Pauses of a day that add up to more than this end the rental. */
  dailyPauseLimitS: 1800,
  /** A node is lost when its lease stood still for this long by our clock. */
  nodeLostS: 40,
  /** Rentals of a lost node wait this long for its return. */
  nodeReturnS: 120,
  /**
   * A node that came back stays out of the offers at least this long when a rental ended while it was lost: its kubelet
   * ends such a pod's containers within their grace of 10 s and tells nobody.
   */
  fenceS: 30,
  /** A chain head older than this makes the worker open before it provisions. */
  staleHeadS: 120,
  challengeS: 300,
  sessionS: 30 * 24 * 3600,
  joinTokenS: 900,
  idempotencyS: 24 * 3600,
} as const;
