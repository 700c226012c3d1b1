/**
 * What the web process works as, whatever it logs in as: the grants of migrations/…_web_role.sql bind it. It cannot
 * write postings, blocks, mirrored grants or intents, nor read what is sealed.
 */
export const WEB_ROLE = "worldland_web";
