import { readOptions } from "../stack/options.ts";
import { startStack } from "../stack/startStack.ts";

const options = readOptions(process.argv.slice(2), { port: 3000, pages: "dev" });
const stack = await startStack(options);
console.log(
  `\n  Ready: ${stack.info.web}   pages are compiled when first seen; worker and signer restart when they end.\n`,
);
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void stack.close().then(() => process.exit(0)));
}
