/** Who a request comes from, once authenticated. */
export type User = { readonly name: string; readonly uid?: string; readonly groups: readonly string[] };

export const ADMINS = "system:masters";

/** The control plane's own parts: they write without a request. */
export const SYSTEM: User = { name: "system:control-plane", groups: [ADMINS, "system:authenticated"] };

export const ANONYMOUS: User = { name: "system:anonymous", groups: ["system:unauthenticated"] };
