/** How often to repeat: `few` in `npm test`, `many` in `npm run soak`. */
export function rounds(few: number, many: number): number {
  return process.env.WORLDLAND_SOAK === "1" ? many : few;
}
