import fc from "fast-check";

// `npm test` draws the same cases every time, so that what is green stays green until the code changes; `npm run soak`
// draws new ones, and prints the seed of a case that fails.
if (process.env.WORLDLAND_SOAK !== "1") fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20_261_125 });
