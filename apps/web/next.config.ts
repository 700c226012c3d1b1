import { fileURLToPath } from "node:url";
import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  // The test of a release build makes one of its own beside the one that is served.
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  // Always a constant, also when it is unset: only then does the bundler drop the branches that it closes.
  env: { NEXT_PUBLIC_LOCAL_NETWORK: process.env.NEXT_PUBLIC_LOCAL_NETWORK === "1" ? "1" : "0" },
  // `npm run check` judges the types; a first `npm start` need not wait for it.
  typescript: { ignoreBuildErrors: true },
  transpilePackages: ["@worldland/core", "@worldland/contracts", "@worldland/api"],
  turbopack: { root: fileURLToPath(new URL("../..", import.meta.url)) },
  redirects: async () => [
    { source: "/cloud/customer/how-to-use", destination: "/docs/how-to-rent", permanent: true },
    { source: "/cloud/provider/how-to-provide", destination: "/docs/how-to-provide", permanent: true },
  ],
};

export default config;
