/** The pages of the documentation, in the order they are read. */
export const DOCS_PAGES = [
  { href: "/docs/how-to-rent", title: "How to rent", says: "From a wallet to a root prompt and a receipt." },
  { href: "/docs/how-to-provide", title: "How to provide", says: "One line to paste, then your cards earn." },
  { href: "/docs/limits", title: "Limits", says: "What can be asked for, and the platform's periods." },
  { href: "/docs/security", title: "Security", says: "Who holds what, and what if it is stolen." },
  { href: "/docs/api", title: "API reference", says: "Every request a program can make, with its types and limits." },
] as const;
